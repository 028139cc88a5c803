use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use slot_deploy::github::GitHubDeployments;
use slot_deploy::http::{Http, HttpError, Observed, Request, Response, Secret};

/// One answer of GitHub, given to what is asked about deployments: the first byte chooses the status, the rest is the body.
pub fn run(data: &[u8]) {
    const STATUSES: [u16; 6] = [200, 200, 201, 403, 404, 500];
    let (first, body) = data.split_at(data.len().min(1));
    let status = STATUSES[first.first().copied().unwrap_or_default() as usize % STATUSES.len()];
    let http = Arc::new(Answer(StatusCode::from_u16(status).unwrap(), Bytes::copy_from_slice(body)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let api = "https://api.github.test/".parse().unwrap();
        let Ok(github) = GitHubDeployments::new(http, &api, Secret::new("token-of-the-fuzzer"), "contoso/shop") else {
            return;
        };
        let _ = github.of_task("slot-deploy/0123456789abcdef").await;
        let _ = github.without_task("production").await;
        let _ = github.statuses(1).await;
        let _ = github.create("main", "production", "slot-deploy/0123456789abcdef", serde_json::json!({})).await;
    });
}

struct Answer(StatusCode, Bytes);

#[async_trait]
impl Http for Answer {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let Self(status, body) = self;
        let (headers, observed) = (HeaderMap::new(), Observed::default());
        Ok(Response { status: *status, headers, body: body.clone(), url: request.url, observed })
    }
}

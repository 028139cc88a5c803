use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, HeaderName};
use http_body_util::{BodyExt, Full};
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use tower::Service;
use url::Url;

use super::GitHubError;
use crate::http::{Body, Http, Policy, Request, Secret};

const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// An octocrab whose requests go through our HTTP client to `api_url`, which may have a path on GitHub
/// Enterprise Server. Reads go out by this policy.
pub(super) fn octocrab(http: Arc<dyn Http>, api_url: &Url, token: Secret, reads: Policy) -> Octocrab {
    let service = Seam { http, base: api_url.clone(), token, reads };
    match OctocrabBuilder::new_empty().with_service(service).with_auth(AuthState::None).build() {
        Ok(octocrab) => octocrab,
        Err(never) => match never {},
    }
}

#[derive(Clone)]
struct Seam {
    http: Arc<dyn Http>,
    base: Url,
    token: Secret,
    reads: Policy,
}

impl Seam {
    async fn send(self, request: http::Request<OctoBody>) -> Result<http::Response<Full<Bytes>>, GitHubError> {
        let (parts, body) = request.into_parts();
        let mut url = self.base.clone();
        let base_path = self.base.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base_path}{}", parts.uri.path()));
        url.set_query(parts.uri.query());
        let body = body.collect().await.map_err(|error| GitHubError::Malformed(error.to_string()))?.to_bytes();
        let policy = policy(&parts.method, url.path(), self.reads);
        let mut ours = Request::new(parts.method, url).policy(policy);
        ours.headers = parts.headers;
        ours = ours.bearer(&self.token).header(ACCEPT, "application/vnd.github+json").header(API_VERSION, "2022-11-28");
        if !body.is_empty() {
            ours.body = Body::Bytes(body);
        }
        let response = self.http.send(ours).await.map_err(GitHubError::Unreachable)?;
        let mut answer = http::Response::new(Full::new(response.body));
        *answer.status_mut() = response.status;
        *answer.headers_mut() = response.headers;
        Ok(answer)
    }
}

/// A repeated deployment status is harmless, so it may be sent twice; no other write may.
fn policy(method: &http::Method, path: &str, reads: Policy) -> Policy {
    let policy = match *method {
        http::Method::GET => reads,
        _ if path.ends_with("/statuses") => Policy::idempotent(),
        _ => Policy::default(),
    };
    policy.within(Duration::from_secs(45)).attempt(Duration::from_secs(20))
}

impl Service<http::Request<OctoBody>> for Seam {
    type Response = http::Response<Full<Bytes>>;
    type Error = GitHubError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<OctoBody>) -> Self::Future {
        Box::pin(self.clone().send(request))
    }
}

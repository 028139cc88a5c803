use std::sync::Arc;

use bytes::Bytes;
use rehearsal::{Answer, World};

use crate::http::{self, Body, Effect, Http, HttpError, Kind, Observed, shown_url};

/// The world behind the client's seam, without sockets: whole releases run in virtual time.
pub struct InProcess(pub World);

#[async_trait::async_trait]
impl Http for InProcess {
    async fn send(&self, request: http::Request) -> Result<http::Response, HttpError> {
        let limit = request.policy.attempt_timeout;
        let failed = |kind, effect| HttpError {
            method: request.method.clone(),
            shown: shown_url(&request.url),
            kind,
            effect,
            attempts: 1,
        };
        let body = match &request.body {
            Body::Empty => Bytes::new(),
            Body::Bytes(bytes) => bytes.clone(),
            Body::Reopen(reopen) => {
                read_all(reopen).await.map_err(|error| failed(Kind::Unreadable(error.to_string()), Effect::None))?
            }
        };
        let mut built = ::http::Request::builder().method(request.method.clone()).uri(request.url.as_str());
        if let Some(headers) = built.headers_mut() {
            *headers = request.headers.clone();
        }
        let built = built.body(body).map_err(|error| failed(Kind::Malformed(error.to_string()), Effect::None))?;
        let started = tokio::time::Instant::now();
        // In a task of its own: a request that was sent is processed even when the client no longer waits for the answer.
        let world = self.0.clone();
        let handled = tokio::spawn(async move { world.handle(built).await });
        let answer = tokio::time::timeout(limit, handled).await;
        let lost = || failed(Kind::Lost, Effect::Possible);
        match answer {
            Err(_) => Err(failed(Kind::Timeout(limit), Effect::Possible)),
            Ok(Err(_) | Ok(Answer::Reset | Answer::Truncated(_))) => Err(lost()),
            Ok(Ok(Answer::Never)) => {
                tokio::time::sleep(limit.saturating_sub(started.elapsed())).await;
                Err(failed(Kind::Timeout(limit), Effect::Possible))
            }
            Ok(Ok(Answer::Response(response))) => {
                let (parts, body) = response.into_parts();
                if body.len() > request.policy.body_limit {
                    return Err(failed(Kind::TooLarge(request.policy.body_limit), Effect::Possible));
                }
                Ok(http::Response {
                    status: parts.status,
                    headers: parts.headers,
                    body,
                    url: request.url.clone(),
                    observed: Observed { attempts: 1, first_byte: started.elapsed(), total: started.elapsed() },
                })
            }
        }
    }
}

/// Read with blocking calls: tokio's files would let the virtual clock run while they work.
async fn read_all(reopen: &http::Reopen) -> std::io::Result<Bytes> {
    use tokio::io::AsyncReadExt;
    let mut reader = (reopen.open)().await?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).await?;
    Ok(Bytes::from(bytes))
}

/// An in-process client of `world`.
pub fn in_process(world: &World) -> Arc<dyn Http> {
    Arc::new(InProcess(world.clone()))
}

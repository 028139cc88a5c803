use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Http, HttpError, Request, Response};

/// Counts the requests that were sent by way of it, with every one that was sent again.
#[derive(Clone)]
pub struct Counted {
    inner: Arc<dyn Http>,
    sent: Arc<AtomicU64>,
}

impl Counted {
    /// Counts what is sent by `inner`.
    pub fn new(inner: Arc<dyn Http>) -> Self {
        Self { inner, sent: Arc::default() }
    }

    /// How many were sent up to now.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

#[async_trait::async_trait]
impl Http for Counted {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let answered = self.inner.send(request).await;
        let attempts = match &answered {
            Ok(response) => response.observed.attempts,
            Err(error) => error.attempts,
        };
        self.sent.fetch_add(u64::from(attempts.max(1)), Ordering::Relaxed);
        answered
    }
}

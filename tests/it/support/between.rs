//! Layers between a client and the world.

use std::sync::Arc;

use async_trait::async_trait;
use slot_deploy::http::{Http, HttpError, Request, Response};

use super::Seam;

/// A layer that sees each request before the world and each answer before the client.
#[async_trait]
pub trait Between: Send + Sync + 'static {
    /// Forwards to `world`, or answers by itself.
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError>;
}

/// Installs the layer.
pub fn seam(between: Arc<impl Between>) -> Seam {
    Arc::new(move |world| Arc::new(Passage { between: between.clone(), world }))
}

struct Passage<B> {
    between: Arc<B>,
    world: Arc<dyn Http>,
}

#[async_trait]
impl<B: Between> Http for Passage<B> {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        self.between.pass(request, &self.world).await
    }
}

//! A store of a world, and a record of all that is sent to it.

use std::sync::{Arc, Mutex};

use rehearsal::World;
use rehearsal::default_world::{CONTAINER, STORAGE};
use slot_deploy::azure::{Blobs, ContainerUrl};
use slot_deploy::http::{Body, Http, HttpError, Redactor, Request, Resilient, Response};
use slot_deploy::rehearse::InProcess;
use slot_deploy::store::Store;

use crate::support::signed_in::sign_in;
use crate::support::{ORIGIN, Rehearsal};

/// Everything that was sent over a seam, in order.
#[derive(Clone)]
pub struct Seam {
    inner: Arc<dyn Http>,
    sent: Arc<Mutex<Vec<(String, u64)>>>,
}

impl Seam {
    fn new(inner: Arc<dyn Http>) -> Self {
        Self { inner, sent: Arc::default() }
    }

    /// The requests: method, path below the container, what of the query tells the operation.
    pub fn requests(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(request, _)| request.clone()).collect()
    }

    /// The bytes of all bodies.
    pub fn bytes(&self) -> u64 {
        self.sent.lock().unwrap().iter().map(|(_, bytes)| bytes).sum()
    }
}

#[async_trait::async_trait]
impl Http for Seam {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let bytes = match &request.body {
            Body::Bytes(bytes) => bytes.len() as u64,
            _ => 0,
        };
        if let Some((_, path)) = request.url.path().split_once(&format!("/{STORAGE}/{CONTAINER}")) {
            let comp = request.url.query_pairs().find(|(name, _)| name == "comp").map(|(_, value)| format!(" {value}"));
            let from = if request.headers.contains_key("x-ms-copy-source") { " from url" } else { "" };
            let line = format!("{} {path}{}{from}", request.method, comp.unwrap_or_default());
            self.sent.lock().unwrap().push((line, bytes));
        }
        self.inner.send(request).await
    }
}

/// A world with a container, and the store in it.
pub struct Kit {
    pub world: World,
    pub seam: Seam,
    pub store: Store,
}

impl Kit {
    pub async fn new() -> Self {
        Self::of(Rehearsal::new().world, CONTAINER).await
    }

    /// The store that a job of the workflow uses.
    pub async fn of(world: World, container: &str) -> Self {
        Self::at(world, &format!("https://{ORIGIN}/blob/{STORAGE}/{container}")).await
    }

    pub async fn at(world: World, container: &str) -> Self {
        let arm = sign_in(&world).await;
        let seam = Seam::new(Arc::new(InProcess(world.clone())));
        let container = ContainerUrl::parse(container, arm.cloud()).unwrap();
        let http: Arc<dyn Http> = Arc::new(Resilient::new(Arc::new(seam.clone()), arm.pace()));
        let blobs = Blobs::new(http, arm.credential(), arm.cloud(), container, Redactor::default());
        Self { store: Store::new(blobs, arm.pace()), seam, world }
    }
}

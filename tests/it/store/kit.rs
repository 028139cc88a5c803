//! A store of a world, a record of all that is sent to it, and packages of blocks.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use rehearsal::World;
use rehearsal::default_world::{CONTAINER, STORAGE};
use rehearsal::state::Effect;
use slot_deploy::azure::{BlobName, Blobs, ContainerUrl};
use slot_deploy::http::{Body, Http, HttpError, Redactor, Request, Resilient, Response};
use slot_deploy::package::{Block, Package};
use slot_deploy::record::Digest;
use slot_deploy::rehearse::InProcess;
use slot_deploy::store::{Parcel, ReleaseMeta, Store, StoreError, Uploaded};

use crate::support::dice::Dice;
use crate::support::signed_in::sign_in;
use crate::support::{ORIGIN, Rehearsal, Temp};

type Meddling = (&'static str, Box<dyn FnOnce(&World) + Send>);

/// Everything that is sent to the container, in order.
#[derive(Clone)]
pub struct Seam {
    world: Option<World>,
    inner: Arc<dyn Http>,
    sent: Arc<Mutex<Vec<(String, u64)>>>,
    meddling: Arc<Mutex<Option<Meddling>>>,
    /// No request after so many gets an answer.
    last: Arc<AtomicUsize>,
    stopped: Arc<tokio::sync::Notify>,
    /// So many blocks are damaged on their way.
    pub damages: Arc<AtomicUsize>,
}

impl Seam {
    fn new(world: World) -> Self {
        Self { world: Some(world.clone()), ..Self::over(Arc::new(InProcess(world))) }
    }

    /// The same over any way to the account.
    pub fn over(inner: Arc<dyn Http>) -> Self {
        let last = Arc::new(AtomicUsize::new(usize::MAX));
        Self {
            world: None,
            inner,
            sent: Arc::default(),
            meddling: Arc::default(),
            last,
            stopped: Arc::default(),
            damages: Arc::default(),
        }
    }

    /// The requests: method, path below the container, what of the query tells the operation.
    pub fn requests(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|(request, _)| request.clone()).collect()
    }

    /// How many requests contain these words.
    pub fn count(&self, words: &str) -> usize {
        self.requests().iter().filter(|request| request.contains(words)).count()
    }

    /// The bytes of all bodies.
    pub fn bytes(&self) -> u64 {
        self.sent.lock().unwrap().iter().map(|(_, bytes)| bytes).sum()
    }

    /// Forgets what was sent.
    pub fn clear(&self) {
        self.sent.lock().unwrap().clear();
    }

    /// Something happens right before the first request that contains these words.
    pub fn before(&self, words: &'static str, meddle: impl FnOnce(&World) + Send + 'static) {
        *self.meddling.lock().unwrap() = Some((words, Box::new(meddle)));
    }

    /// The machine stops right after so many requests: they have their effect, and nothing hears the last answer.
    pub async fn stopping_after<T>(&self, requests: usize, work: impl Future<Output = T>) -> Option<T> {
        self.last.store(requests, Ordering::SeqCst);
        tokio::select! {
            done = work => Some(done),
            () = self.stopped.notified() => None,
        }
    }
}

#[async_trait::async_trait]
impl Http for Seam {
    async fn send(&self, mut request: Request) -> Result<Response, HttpError> {
        let bytes = match &request.body {
            Body::Bytes(bytes) => bytes.len() as u64,
            _ => 0,
        };
        let Some((_, path)) = request.url.path().split_once(&format!("/{STORAGE}/{CONTAINER}")) else {
            return self.inner.send(request).await;
        };
        let comp = request.url.query_pairs().find(|(name, _)| name == "comp").map(|(_, value)| format!(" {value}"));
        let from = if request.headers.contains_key("x-ms-copy-source") { " from url" } else { "" };
        let line = format!("{} {path}{}{from}", request.method, comp.unwrap_or_default());
        let is_block = line.ends_with(" block");
        let meddling = {
            let mut meddling = self.meddling.lock().unwrap();
            if meddling.as_ref().is_some_and(|(words, _)| line.contains(words)) { meddling.take() } else { None }
        };
        if let (Some((_, meddle)), Some(world)) = (meddling, &self.world) {
            meddle(world);
        }
        let number = {
            let mut sent = self.sent.lock().unwrap();
            sent.push((line, bytes));
            sent.len()
        };
        if is_block && let Body::Bytes(bytes) = &request.body {
            let left = self.damages.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
            if left.is_ok() {
                let mut damaged = bytes.to_vec();
                damaged[0] ^= 1;
                request.body = Body::Bytes(damaged.into());
            }
        }
        let last = self.last.load(Ordering::SeqCst);
        if number > last {
            return std::future::pending().await;
        }
        let answer = self.inner.send(request).await;
        if number == last {
            self.stopped.notify_one();
            return std::future::pending().await;
        }
        answer
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
        let seam = Seam::new(world.clone());
        let container = ContainerUrl::parse(container, arm.cloud()).unwrap();
        let http: Arc<dyn Http> = Arc::new(Resilient::new(Arc::new(seam.clone()), arm.pace()));
        let blobs = Blobs::new(http, arm.credential(), arm.cloud(), container, Redactor::default());
        Self { store: Store::new(blobs, arm.pace()), seam, world }
    }

    /// Another job with the same world.
    pub async fn next(&self) -> Self {
        Self::of(self.world.clone(), CONTAINER).await
    }

    pub async fn upload(&self, made: &Made) -> Result<Uploaded, StoreError> {
        self.upload_near(made, &[]).await
    }

    pub async fn upload_near(&self, made: &Made, likely: &[BlobName]) -> Result<Uploaded, StoreError> {
        let parcel = Parcel { file: &made.file, release: &made.release, blocks: &made.blocks };
        self.store.upload(parcel, &made.meta(), likely).await
    }

    /// A release's bytes, as the account has them.
    pub fn content(&self, made: &Made) -> Option<Bytes> {
        let state = self.world.state();
        let blob = state.storage.get(STORAGE)?.blob(CONTAINER, self.store.release_name(&made.release).as_str())?;
        Some(blob.content.bytes())
    }

    /// How often a blob whose name contains this was written.
    pub fn written(&self, part: &str) -> usize {
        let is = |effect: &Effect| matches!(effect, Effect::BlobWritten { blob, .. } if blob.contains(part));
        self.world.effects().iter().filter(|effect| is(effect)).count()
    }

    /// The names of all blobs.
    pub fn names(&self) -> BTreeSet<String> {
        let state = self.world.state();
        state.storage[STORAGE].containers[CONTAINER].blobs.keys().cloned().collect()
    }

    /// Somebody gives a blob another name.
    pub fn rename(&self, from: &str, to: &str) {
        let mut state = self.world.state();
        let blobs = &mut state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().blobs;
        let blob = blobs.remove(from).unwrap();
        blobs.insert(to.to_owned(), blob);
    }

    pub fn delete(&self, name: &BlobName) {
        delete(&self.world, name.as_str());
    }
}

/// Somebody deletes a blob.
pub fn delete(world: &World, name: &str) {
    let mut state = world.state();
    state.storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().blobs.remove(name).unwrap();
}

/// A package in blocks.
pub struct Made {
    pub file: PathBuf,
    pub bytes: Vec<u8>,
    pub blocks: Vec<Block>,
    pub release: Digest,
    _temp: Temp,
}

impl Made {
    /// Blocks of these contents and lengths: the same seed and length are the same bytes.
    pub fn of(parts: &[(u32, usize)]) -> Self {
        let temp = Temp::new();
        let file = temp.0.join("package.zip");
        let (mut bytes, mut blocks) = (Vec::new(), Vec::new());
        for (seed, length) in parts {
            let part = Dice((*seed).into()).bytes(*length);
            blocks.push(Block { digest: Digest::of(&part), length: *length as u64, at: Some(bytes.len() as u64) });
            bytes.extend(part);
        }
        std::fs::write(&file, &bytes).unwrap();
        let release = Block::release_id(&blocks);
        Self { file, bytes, blocks, release, _temp: temp }
    }

    /// One that was packed, in this folder.
    pub fn packed(package: &Package, temp: Temp) -> Self {
        let (file, blocks) = (package.path.clone(), package.blocks.clone());
        let bytes = std::fs::read(&file).unwrap();
        Self { file, bytes, blocks, release: package.release_id.clone(), _temp: temp }
    }

    /// The same where the first blocks are not on this machine.
    pub fn without(mut self, first: usize) -> Self {
        self.blocks.iter_mut().take(first).for_each(|block| block.at = None);
        self
    }

    pub fn meta(&self) -> ReleaseMeta {
        ReleaseMeta {
            digest: Digest::of(&self.bytes),
            commit: "1".repeat(40),
            run: "77".to_owned(),
            repository: "contoso/shop".to_owned(),
        }
    }
}

/// An app with four blocks of dependencies, and code of this version.
pub fn app(version: u32) -> Made {
    Made::of(&[
        (1, 90_000),
        (2, 120_000),
        (3, 80_000),
        (4, 150_000),
        (100 + version, 9_000),
        (5, 4_000),
        (200 + version, 900),
    ])
}

use futures_util::{TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::file::read_block;
use super::plan::{Plan, Source, Step};
use super::{Again, Bytes, Progress, Upload, plan_bytes};
use crate::azure::{AzureError, BlobName, Place};
use crate::store::StoreError;
use crate::store::look::told_apart;

/// So many blocks are sent or reused at once.
const AT_ONCE: usize = 8;
/// So much of the file is in memory at once, in KiB; a larger block is there alone.
const IN_MEMORY: u32 = 32 * 1024;

/// A block that arrives damaged is sent again so often.
const DAMAGED: u32 = 3;

/// A step that was not taken.
enum Stopped {
    Again(Again),
    Error(StoreError),
}

impl Upload<'_> {
    /// Brings every block of the plan to `target`, where it waits to be committed; `None`: all are there.
    pub(super) async fn stage_all(
        &self,
        plan: &Plan,
        target: &BlobName,
        total: &mut Bytes,
    ) -> Result<Option<Again>, StoreError> {
        let memory = Semaphore::new(IN_MEMORY as usize);
        let progress = Progress::of(plan_bytes(plan).sent, self.store.pace);
        let mut steps = plan.steps.iter().filter(|step| step.source != Source::Waiting).collect::<Vec<_>>();
        // What is reused comes first, and the first of it alone: a service that refuses it refuses one request and not eight.
        steps.sort_by_key(|step| !matches!(step.source, Source::Reused(_)));
        let alone = usize::from(plan.reuses());
        let (first, rest) = steps.split_at(alone.min(steps.len()));
        for (steps, at_once) in [(first, 1), (rest, AT_ONCE)] {
            let staged = stream::iter(steps.iter().copied().map(Ok))
                .try_for_each_concurrent(at_once, |step| self.stage(step, target, &memory, &progress))
                .await;
            total.sent = total.sent.max(progress.done());
            match staged {
                Ok(()) => {}
                Err(Stopped::Again(again)) => return Ok(Some(again)),
                Err(Stopped::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    async fn stage(
        &self,
        step: &Step,
        target: &BlobName,
        memory: &Semaphore,
        progress: &Progress,
    ) -> Result<(), Stopped> {
        match &step.source {
            Source::Waiting => Ok(()),
            Source::Reused(place) => {
                let staged = self.store.blobs.stage_from(target, &step.digest, place).await;
                staged.map_err(|error| self.why_not_reused(error, place))
            }
            Source::File { at } => {
                let weight = u32::try_from(step.length.div_ceil(1024)).unwrap_or(IN_MEMORY).clamp(1, IN_MEMORY);
                let _room = memory.acquire_many(weight).await;
                let bytes =
                    read_block(self.parcel.file, *at, step.length, &step.digest).await.map_err(Stopped::Error)?;
                let mut staged = self.store.blobs.stage(target, &step.digest, bytes.clone()).await;
                for _ in 0..DAMAGED {
                    if !staged.as_ref().is_err_and(|error| error.said("Md5Mismatch")) {
                        break;
                    }
                    staged = self.store.blobs.stage(target, &step.digest, bytes.clone()).await;
                }
                staged.map_err(|error| Stopped::Error(told_apart(&self.store.blobs, error)))?;
                progress.add(step.length);
                Ok(())
            }
        }
    }

    /// Why a block of another release was not taken (facts: storage-access). The one release may be gone or replaced; or the
    /// service reads none at all for us, as behind network rules and in emulators.
    fn why_not_reused(&self, error: AzureError, place: &Place) -> Stopped {
        let cannot = error.said("FeatureNotSupported") || error.said("CannotVerifyCopySource");
        match error.status() {
            Some(404 | 412 | 416) => Stopped::Again(Again::Without(place.blob.clone())),
            Some(501 | 403 | 401) => Stopped::Again(Again::Copying(error.to_string())),
            Some(_) if cannot => Stopped::Again(Again::Copying(error.to_string())),
            _ => Stopped::Error(told_apart(&self.store.blobs, error)),
        }
    }
}

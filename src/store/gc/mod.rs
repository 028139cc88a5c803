//! Garbage collection: what nothing runs from and nothing builds on is deleted, in the state in which it was judged.

mod judge;
mod keep;
mod live;

pub use self::judge::Unneeded;
use self::judge::{Seen, unneeded};
pub use self::keep::Keep;
pub use self::live::Live;
use super::look::told_apart;
use super::{Store, StoreError, layout};
use crate::azure::BlobName;

/// What garbage collection found, and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// How many blobs were looked at.
    pub seen: usize,
    /// What nothing needs.
    pub unneeded: Vec<Unneeded>,
    /// Those that were deleted; none in a dry run.
    pub deleted: Vec<BlobName>,
    /// Those that changed after they were judged, or were gone already.
    pub changed: Vec<BlobName>,
}

impl Store {
    /// Finds what nothing needs, and deletes it unless this is a dry run. Nothing is deleted when it could not be read what
    /// every side runs from.
    pub async fn collect_garbage(&self, live: &Live, keep: Keep, dry_run: bool) -> Result<Collected, StoreError> {
        let live = live.blobs().map_err(|why| StoreError::LiveUnknown { why: why.to_owned() })?;
        // Layers first: one that is published meanwhile has a base that is young.
        let layers = self.asked(self.blobs.list(layout::LAYERS).await)?;
        let releases = self.asked(self.blobs.list(layout::RELEASES).await)?;
        let staging = self.asked(self.blobs.list(layout::STAGING).await)?;
        let seen = Seen {
            releases: &releases.blobs,
            layers: &layers.blobs,
            staging: &staging.blobs,
            live,
            keep,
            now: layers.answered.unwrap_or_else(|| self.pace.wall()),
        };
        let all = layers.blobs.len() + releases.blobs.len() + staging.blobs.len();
        let mut collected = Collected { seen: all, unneeded: unneeded(&seen), ..Collected::default() };
        if dry_run {
            return Ok(collected);
        }
        for blob in &collected.unneeded {
            match self.blobs.delete(&blob.name, &blob.etag).await {
                Ok(()) => collected.deleted.push(blob.name.clone()),
                Err(error) if matches!(error.status(), Some(404 | 409 | 412)) => {
                    collected.changed.push(blob.name.clone());
                }
                Err(error) => return Err(told_apart(&self.blobs, error)),
            }
        }
        Ok(collected)
    }
}

//! Garbage collection: what nothing runs from and nothing builds on is deleted, in the state in which it was judged.

mod judge;

use std::collections::BTreeSet;

pub use self::judge::Unneeded;
use self::judge::{Seen, unneeded};
use super::look::told_apart;
use super::{Store, StoreError, layout};
use crate::azure::{BlobName, ContainerUrl};

/// What is kept although nothing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// So many releases of each repository, the newest.
    pub last: usize,
    /// Everything that is younger than so many days; one day at least.
    pub days: u32,
}

/// What the sides of all apps run from. A side that could not be read makes it unknown what may be deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    blobs: BTreeSet<BlobName>,
    unread: Option<String>,
}

/// What garbage collection found, and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collected {
    /// What nothing needs.
    pub unneeded: Vec<Unneeded>,
    /// Those that were deleted; none in a dry run.
    pub deleted: Vec<BlobName>,
    /// Those that changed after they were judged, or were gone already.
    pub changed: Vec<BlobName>,
}

impl Live {
    /// A side runs from this URL; one that leads elsewhere does not matter here.
    pub fn url(&mut self, container: &ContainerUrl, url: &str) {
        let name = url.parse().ok().and_then(|url| container.name_of(&url));
        self.blobs.extend(name);
    }

    /// A side runs from this blob, if from any of the container.
    pub fn blob(&mut self, name: Option<BlobName>) {
        self.blobs.extend(name);
    }

    /// What a side runs from could not be read.
    pub fn unread(&mut self, why: String) {
        self.unread.get_or_insert(why);
    }
}

impl Store {
    /// Finds what nothing needs, and deletes it unless this is a dry run. Nothing is deleted when it could not be read what
    /// every side runs from.
    pub async fn collect_garbage(&self, live: &Live, keep: Keep, dry_run: bool) -> Result<Collected, StoreError> {
        if let Some(why) = &live.unread {
            return Err(StoreError::LiveUnknown { why: why.clone() });
        }
        // Layers first: one that is published meanwhile has a base that is young.
        let layers = self.asked(self.blobs.list(layout::LAYERS).await)?;
        let releases = self.asked(self.blobs.list(layout::RELEASES).await)?;
        let staging = self.asked(self.blobs.list(layout::STAGING).await)?;
        let seen = Seen {
            releases: &releases.blobs,
            layers: &layers.blobs,
            staging: &staging.blobs,
            live: &live.blobs,
            keep,
            now: layers.answered.unwrap_or_else(|| self.pace.wall()),
        };
        let mut collected = Collected { unneeded: unneeded(&seen), ..Collected::default() };
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

//! Garbage collection: what nothing runs from, nothing builds on and nothing goes by is deleted, in the state in which it was judged.

mod keep;
mod live;
mod packages;
mod records;
mod verdict;

use std::collections::BTreeSet;

pub use self::keep::Keep;
pub use self::live::Live;
use self::packages::{Seen, content_of, judge_packages};
use self::records::{Needs, brought_elsewhere, judge_records};
pub use self::verdict::Unneeded;
use self::verdict::{Judged, Verdict};
use super::look::told_apart;
use super::{Store, StoreError, layout};
use crate::azure::{BlobName, Listed};
use crate::record::{BlobKind, Digest, GarbageEntry, Pile};

/// What garbage collection found, and did.
#[derive(Debug, Clone, Default)]
pub struct Collected {
    /// What nothing needs, in the order in which it is deleted.
    pub unneeded: Vec<Unneeded>,
    /// What stays, and why.
    pub stays: Vec<Pile>,
    /// Those that were deleted; none in a dry run.
    pub deleted: Vec<BlobName>,
    /// Those that changed after they were judged, and those that may not go before them.
    pub changed: Vec<BlobName>,
    /// Those that somebody else deleted meanwhile.
    pub gone: Vec<BlobName>,
    /// How many apps wrote down releases here that were not named.
    pub unnamed_apps: usize,
    /// Why the deletion stopped before its end.
    pub stopped: Option<StoreError>,
}

impl Store {
    /// Finds what nothing needs, and deletes it unless this is a dry run. Nothing is deleted when it could not be read what
    /// every side runs from.
    pub async fn collect_garbage(&self, live: &Live, keep: Keep, dry_run: bool) -> Result<Collected, StoreError> {
        let run_from = live.blobs().map_err(|why| StoreError::LiveUnknown { why: why.to_owned() })?;
        // Layers first: one that is published meanwhile has a base that is young.
        let layers = self.asked(self.blobs.list(layout::LAYERS).await)?;
        let releases = self.asked(self.blobs.list(layout::RELEASES).await)?;
        let staging = self.asked(self.blobs.list(layout::STAGING).await)?;
        let records = self.asked(self.blobs.list(layout::RECORDS).await)?;
        let now = layers.answered.unwrap_or_else(|| self.pace.wall());
        let (elsewhere, unnamed_apps) = brought_elsewhere(&records.blobs, |app| live.is_known(app));
        let packages = judge_packages(&Seen {
            releases: &releases.blobs,
            layers: &layers.blobs,
            staging: &staging.blobs,
            live: run_from,
            elsewhere: &elsewhere,
            keep,
            now,
        });
        let contents = contents(&releases.blobs, run_from);
        let memory = judge_records(&records.blobs, &Needs { live: &contents, keep, now });
        let mut collected = Collected { unnamed_apps, ..Collected::default() };
        collected.stays.extend(
            [
                (BlobKind::Package, releases.others),
                (BlobKind::Layer, layers.others),
                (BlobKind::Upload, staging.others),
                (BlobKind::Record, records.others),
            ]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| Pile {
                kind,
                count,
                bytes: 0,
                why: "its name is none that this program gives".to_owned(),
            }),
        );
        packages.into_iter().chain(memory).for_each(|judged| collected.take(judged));
        if !dry_run {
            self.delete(&mut collected).await;
        }
        Ok(collected)
    }

    async fn delete(&self, collected: &mut Collected) {
        let mut broken: BTreeSet<&String> = BTreeSet::new();
        for blob in &collected.unneeded {
            if blob.chain.as_ref().is_some_and(|chain| broken.contains(chain)) {
                collected.changed.push(blob.name.clone());
                continue;
            }
            match self.blobs.delete(&blob.name, &blob.etag).await {
                Ok(()) => collected.deleted.push(blob.name.clone()),
                Err(error) if error.is_not_found() => collected.gone.push(blob.name.clone()),
                Err(error) if matches!(error.status(), Some(409 | 412)) => {
                    collected.changed.push(blob.name.clone());
                    broken.extend(&blob.chain);
                }
                Err(error) => {
                    collected.stopped = Some(told_apart(&self.blobs, error));
                    return;
                }
            }
        }
    }
}

impl Collected {
    fn take(&mut self, judged: Judged<'_>) {
        let Judged { blob, kind, verdict, chain } = judged;
        match verdict {
            Verdict::Stays(why) => GarbageEntry::add(&mut self.stays, kind, blob.length, why),
            Verdict::Unneeded(why) => {
                let (name, etag, bytes) = (blob.name.clone(), blob.etag.clone(), blob.length);
                self.unneeded.push(Unneeded { name, kind, etag, bytes, why, chain });
            }
        }
    }
}

/// The contents of these packages.
fn contents(releases: &[Listed], live: &BTreeSet<BlobName>) -> BTreeSet<Digest> {
    let of_live = releases.iter().filter(|blob| live.contains(&blob.name));
    of_live.filter_map(content_of).collect()
}

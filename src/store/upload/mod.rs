//! A release gets into the store: what is there is reused, the rest is uploaded by blocks, and it becomes visible in one step.
//!
//! Blocks have the digests of their bytes as ids, so that each may be sent or copied any number of times and by several runs at
//! once. Only the commit decides: it takes place once, under the condition that nothing has the release's name, and what is
//! there afterwards is compared with the plan, whoever committed it.

mod bases;
mod copied;
mod file;
mod from_urls;
mod plan;
mod present;
mod progress;

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use self::plan::{Plan, Source};
use self::present::Present;
use self::progress::Progress;
use super::in_doubt::is_in_doubt;
use super::look::told_apart;
use super::{Parcel, ReleaseMeta, Store, StoreError, Uploaded, Way, layout};
use crate::azure::{AzureError, BlobName, BlobProperties, BlockList, Condition, CopyEnd};
use crate::http::Growing;
use crate::package::Block;
use crate::record::Digest;

/// The upload is planned anew at most this often.
const TRIES: u32 = 6;
/// A copy within one account has this long.
const COPY_WITHIN: Duration = Duration::from_secs(20 * 60);
/// It takes seconds as a rule.
const POLL: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

impl Store {
    /// Brings a release into the store, unless it is there. `likely` are releases that probably share blocks with it: its layer's
    /// base, and what the sides of the app run from.
    pub async fn upload(
        &self,
        parcel: Parcel<'_>,
        meta: &ReleaseMeta,
        likely: &[BlobName],
    ) -> Result<Uploaded, StoreError> {
        let store = Store { blobs: self.blobs.counted(), pace: self.pace };
        let upload = Upload { store, parcel, meta, name: layout::release(parcel.release) };
        let (way, bytes) = upload.run(likely).await?;
        let sent = upload.store.blobs.sent();
        Ok(Uploaded {
            url: self.container().blob(&upload.name),
            uploaded_bytes: bytes.sent,
            reused_bytes: bytes.reused,
            resumed_bytes: bytes.resumed,
            sent_bytes: sent.bytes,
            requests: sent.requests,
            way,
        })
    }
}

/// Where the bytes of a release came from.
#[derive(Debug, Clone, Copy, Default)]
struct Bytes {
    sent: u64,
    reused: u64,
    resumed: u64,
}

/// One upload.
struct Upload<'a> {
    /// With a count of its own.
    store: Store,
    parcel: Parcel<'a>,
    meta: &'a ReleaseMeta,
    name: BlobName,
}

/// Why an upload is planned anew, and what is different then.
enum Again {
    /// What was to be reused is gone or another one.
    Without(BlobName),
    /// The service does not read blocks out of other blobs for us.
    Copying(String),
    /// Something happened to the store; the next look at it tells.
    Anew(String),
}

/// How one attempt ended.
enum Attempt {
    Done(Way, Bytes),
    Again(Again),
}

impl Upload<'_> {
    async fn run(&self, likely: &[BlobName]) -> Result<(Way, Bytes), StoreError> {
        let (mut without, mut copying, mut total) = (BTreeSet::new(), false, Bytes::default());
        let (mut waits, mut last) = (Growing::to(LONGEST_WAIT), String::new());
        for _ in 0..TRIES {
            match self.attempt(likely, &without, &mut copying, &mut total).await? {
                Attempt::Done(way, bytes) => {
                    // What a former attempt sent is no less sent, and each byte is counted once.
                    let sent = total.sent.max(bytes.sent);
                    let rest = bytes_of(self.parcel.blocks).saturating_sub(sent);
                    let reused = bytes.reused.min(rest);
                    return Ok((way, Bytes { sent, reused, resumed: bytes.resumed.min(rest - reused) }));
                }
                Attempt::Again(Again::Without(base)) => {
                    last = format!("{base} was deleted or replaced");
                    without.insert(base);
                }
                Attempt::Again(Again::Copying(why) | Again::Anew(why)) => {
                    self.store.pace.sleep(waits.wait()).await;
                    last = why;
                }
            }
            tracing::debug!("the upload is planned anew: {last}");
        }
        Err(StoreError::Restless { tries: TRIES, last })
    }

    async fn attempt(
        &self,
        likely: &[BlobName],
        without: &BTreeSet<BlobName>,
        copying: &mut bool,
        total: &mut Bytes,
    ) -> Result<Attempt, StoreError> {
        let there = self.store.asked(self.store.blobs.blocks(&self.name).await)?.unwrap_or_default();
        if there.etag.is_some() {
            return Ok(match self.settle(there, None).await? {
                None => Attempt::Done(Way::There, Bytes { reused: bytes_of(self.parcel.blocks), ..Bytes::default() }),
                Some(again) => Attempt::Again(again),
            });
        }
        let waiting: HashMap<Digest, u64> =
            there.uncommitted.iter().filter_map(|block| Some((block.digest.clone()?, block.length))).collect();
        let bases = self.bases(likely, without, &waiting).await?;
        let plan = Plan::of(self.parcel.blocks, &waiting, &bases);
        if plan.missing > 0 {
            return Err(StoreError::BlocksMissing { count: plan.missing, bytes: plan.missing_bytes });
        }
        if *copying && plan.reuses() {
            return self.by_copy(bases, total).await;
        }
        let bytes = plan_bytes(&plan);
        match self.stage_all(&plan, &self.name, total).await? {
            Some(Again::Copying(why)) => {
                tracing::debug!("blocks are not read out of other blobs here ({why}); copying instead");
                *copying = true;
                return self.by_copy(bases, total).await;
            }
            Some(again) => return Ok(Attempt::Again(again)),
            None => {}
        }
        let ids = self.parcel.ids();
        match self.store.blobs.commit(&self.name, &ids, &self.meta.meta(), &Condition::New).await {
            Ok(_) => {}
            Err(error) => return self.after_commit(error).map(Attempt::Again),
        }
        let way = if plan.reuses() { Way::FromUrls } else { Way::Sent };
        self.verify(None).await.map(|again| again.map_or(Attempt::Done(way, bytes), Attempt::Again))
    }

    /// A commit that was refused, or whose answer was lost, is followed by a look at what is there now.
    fn after_commit(&self, error: AzureError) -> Result<Again, StoreError> {
        if is_in_doubt(&error) || error.said("InvalidBlockList") {
            Ok(Again::Anew(error.to_string()))
        } else {
            Err(told_apart(&self.store.blobs, error))
        }
    }

    /// Looks once more at what is there; `None`: the release, as planned. `seen` are its properties, where they were just read.
    async fn verify(&self, seen: Option<BlobProperties>) -> Result<Option<Again>, StoreError> {
        match self.store.asked(self.store.blobs.blocks(&self.name).await)? {
            Some(list) => self.settle(list, seen).await,
            None => Ok(Some(Again::Anew("what was committed is not there".to_owned()))),
        }
    }

    /// What to do about a blob with the release's name; `None`: it is the release.
    async fn settle(&self, list: BlockList, seen: Option<BlobProperties>) -> Result<Option<Again>, StoreError> {
        let seen = seen.filter(|seen| Some(&seen.etag) == list.etag.as_ref());
        let properties = match seen {
            None => self.store.asked(self.store.blobs.properties(&self.name).await)?,
            seen => seen,
        };
        let Some(properties) = properties else {
            return Ok(Some(Again::Anew("the blob was deleted while it was being looked at".to_owned())));
        };
        match present::judge(&self.parcel, self.meta, &properties, &list) {
            Present::Same if self.store.touch(&self.name, &properties).await? => Ok(None),
            Present::Same => Ok(Some(Again::Anew("the blob was deleted while it was being looked at".to_owned()))),
            Present::Other(what) => Err(StoreError::Differs { release: self.parcel.release.clone(), what }),
            Present::Coming => {
                self.await_copy(&self.name).await?;
                Ok(Some(Again::Anew("a copy of another run was in progress".to_owned())))
            }
            // It is empty: nobody's content is lost with it, and the entity tag guards against a writer in between.
            Present::Left => match self.store.blobs.delete(&self.name, &properties.etag).await {
                Err(error) if !matches!(error.status(), Some(404 | 412)) => Err(told_apart(&self.store.blobs, error)),
                _ => Ok(Some(Again::Anew("a copy had failed".to_owned()))),
            },
        }
    }

    /// Waits until a copy to this blob has ended, however it ended.
    async fn await_copy(&self, target: &BlobName) -> Result<Option<BlobProperties>, StoreError> {
        let end = self.store.pace.now() + COPY_WITHIN;
        loop {
            self.store.pace.sleep(POLL).await;
            let properties = self.store.asked(self.store.blobs.properties(target).await)?;
            if properties.as_ref().is_none_or(|properties| properties.copy != Some(CopyEnd::Pending)) {
                return Ok(properties);
            }
            if self.store.pace.now() > end {
                let how = format!("to {target} did not end within {} s", COPY_WITHIN.as_secs());
                return Err(StoreError::CopyFailed { how });
            }
        }
    }
}

fn plan_bytes(plan: &Plan) -> Bytes {
    Bytes {
        sent: plan.bytes(|source| matches!(source, Source::File { .. })),
        reused: plan.bytes(|source| matches!(source, Source::Reused(_))),
        resumed: plan.bytes(|source| *source == Source::Waiting),
    }
}

/// The bytes of these blocks, each counted once.
fn bytes_of(blocks: &[Block]) -> u64 {
    plan::distinct(blocks).map(|block| block.length).sum()
}

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::in_doubt::is_in_doubt;
use super::record_meta::{RecordMeta, Standing};
use super::{Store, StoreError, layout};
use crate::azure::{AzureError, BlobName, Blobs, Condition, Meta, Unreadable};
use crate::record::{Digest, HistoryEntry, Memo, MemoryPlace, Outcome, PackageSwitch};

/// Of releases that cannot be at work any more only so many are read, and those with the content in question.
pub(super) const NEWEST: usize = 3;
/// Two releases may try for one number; after so many lost tries something else is wrong.
const TRIES: u32 = 20;
/// The releases of one app, as they were written down in the container: one blob each, with a number that says which began first.
/// Nobody else's word is needed for it, and a number is given once (Put Blob with `If-None-Match: *`; facts: block-blobs).
#[derive(Clone)]
pub struct Records {
    blobs: Blobs,
    folder: String,
}

/// What a blob holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Written {
    memo: Memo,
    commit: Option<String>,
    author: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created: OffsetDateTime,
    /// By which package the slot may run since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    switch: Option<PackageSwitch>,
    #[serde(default)]
    ended: Option<End>,
}

/// How a release ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct End {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// `None`: it left the app to another release.
    outcome: Option<Outcome>,
    reason: String,
}

/// What a record says of the end of its release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrittenEnd {
    /// It has none.
    Open,
    /// It left the app to another release.
    Yielded,
    /// It ended so.
    Ended {
        /// The number of the record.
        number: u64,
        /// How.
        outcome: Outcome,
        /// Why.
        reason: String,
    },
}

/// A release writes its record before its GitHub Deployment; clocks differ by a few minutes.
const BEFORE_GITHUB: time::Duration = time::Duration::hours(1);

/// A record that this release wrote.
#[derive(Clone)]
pub struct OwnRecord {
    records: Records,
    number: u64,
}

impl Store {
    /// What releases of the app with this production wrote down.
    pub fn records(&self, target: &Digest) -> Records {
        Records { blobs: self.blobs.clone(), folder: layout::records(target) }
    }
}

impl Records {
    /// The releases, newest first; of those that have ended only a few, and those with one of these contents.
    pub async fn read(&self, of: &[&Digest], mut report: impl FnMut(&str)) -> Result<Vec<HistoryEntry>, StoreError> {
        let mut known: Vec<HistoryEntry> = Vec::new();
        let listing = self.blobs.list(&self.folder).await?;
        for listed in listing.blobs.iter().rev() {
            let Some(number) = self.number(&listed.name) else { continue };
            // What says nothing of itself is read.
            let has_ended = RecordMeta::of(listed).is_some_and(|meta| {
                let is_of_content = meta.content.is_some_and(|content| of.contains(&&content));
                meta.standing != Standing::Open && !is_of_content
            });
            if known.len() >= NEWEST && has_ended {
                continue;
            }
            match self.written(&listed.name).await {
                Ok(Some(written)) => known.extend(entry(number, written)),
                Ok(None) => {}
                Err(error @ StoreError::Azure(AzureError::Unreadable { .. })) => report(&error.to_string()),
                Err(error) => return Err(error),
            }
        }
        Ok(known)
    }

    /// How this release ended, which announced itself on GitHub then; `None` without a record of it. One that cannot be understood
    /// may be its own.
    pub async fn end_of(&self, release: &str, announced: OffsetDateTime) -> Result<Option<WrittenEnd>, StoreError> {
        let listing = self.blobs.list(&self.folder).await?;
        for listed in listing.blobs.iter().rev().filter(|one| one.modified + BEFORE_GITHUB >= announced) {
            let Some(number) = self.number(&listed.name) else { continue };
            let Some(Written { memo, ended, .. }) = self.written(&listed.name).await? else { continue };
            if memo.release == release {
                return Ok(Some(match ended {
                    None => WrittenEnd::Open,
                    Some(End { outcome: None, .. }) => WrittenEnd::Yielded,
                    Some(End { outcome: Some(outcome), reason, .. }) => WrittenEnd::Ended { number, outcome, reason },
                }));
            }
        }
        Ok(None)
    }

    /// Writes down that a release begins. Its number is higher than that of any that began before.
    pub async fn open(
        &self,
        memo: &Memo,
        commit: Option<&str>,
        author: Option<&str>,
        switch: Option<&PackageSwitch>,
        now: OffsetDateTime,
    ) -> Result<OwnRecord, StoreError> {
        let mut last = None;
        for _ in 0..TRIES {
            let listing = self.blobs.list(&self.folder).await?;
            let newest = listing.blobs.iter().filter_map(|listed| self.number(&listed.name)).max().unwrap_or_default();
            let number = newest + 1;
            let written = Written {
                memo: memo.clone(),
                commit: commit.map(str::to_owned),
                author: author.map(str::to_owned),
                // The service's clock is one for all runs.
                created: listing.answered.unwrap_or(now),
                switch: switch.cloned(),
                ended: None,
            };
            let name = self.name(number);
            match self.blobs.put(&name, bytes(&written), &meta(&written), &Condition::New).await {
                Ok(()) => return Ok(OwnRecord { records: self.clone(), number }),
                // Either it is ours and the answer was lost, or another release has the number.
                Err(error) if is_in_doubt(&error) => {
                    let found = self.written(&name).await?;
                    if found.is_some_and(|found| found.memo.release == memo.release) {
                        return Ok(OwnRecord { records: self.clone(), number });
                    }
                    last = Some(error);
                }
                Err(error) => return Err(error.into()),
            }
        }
        let last = last.map(|error| error.to_string()).unwrap_or_default();
        Err(StoreError::Restless { tries: TRIES, last })
    }

    /// The record with this number.
    pub fn own(&self, number: u64) -> OwnRecord {
        OwnRecord { records: self.clone(), number }
    }

    async fn written(&self, name: &BlobName) -> Result<Option<Written>, StoreError> {
        let Some(bytes) = self.blobs.read(name).await? else { return Ok(None) };
        let unreadable =
            |_| Unreadable::Unexpected { field: name.to_string() }.during("read what a release wrote down");
        Ok(Some(serde_json::from_slice(&bytes).map_err(unreadable)?))
    }

    fn name(&self, number: u64) -> BlobName {
        layout::record(&self.folder, number)
    }

    fn number(&self, name: &BlobName) -> Option<u64> {
        layout::record_of(name).filter(|(folder, _)| *folder == self.folder).map(|(_, number)| number)
    }
}

impl OwnRecord {
    /// Its number.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Writes down how the release ended; `None`: it left the app to another release, and changed nothing.
    pub async fn end(&self, outcome: Option<Outcome>, reason: &str, at: OffsetDateTime) -> Result<(), StoreError> {
        let name = self.records.name(self.number);
        let mut last = None;
        for _ in 0..3 {
            let (seen, written) = (self.records.blobs.properties(&name).await?, self.records.written(&name).await?);
            let (Some(seen), Some(mut written)) = (seen, written) else { return Ok(()) };
            let is_told =
                written.ended.as_ref().is_some_and(|ended| ended.outcome == outcome && ended.reason == reason);
            if is_told {
                return Ok(());
            }
            written.ended = Some(End { at, outcome, reason: reason.to_owned() });
            let condition = Condition::Etag(seen.etag);
            match self.records.blobs.put(&name, bytes(&written), &meta(&written), &condition).await {
                Ok(()) => return Ok(()),
                // It is read again, and tells whether the answer was lost.
                Err(error) if is_in_doubt(&error) => last = Some(error),
                Err(error) => return Err(error.into()),
            }
        }
        Err(last.map_or_else(|| StoreError::Restless { tries: 3, last: String::new() }, StoreError::from))
    }
}

fn bytes(written: &Written) -> Vec<u8> {
    serde_json::to_vec(written).unwrap_or_default()
}

fn meta(written: &Written) -> Meta {
    let standing = match &written.ended {
        None => Standing::Open,
        Some(End { outcome: None, .. }) => Standing::Yielded,
        Some(End { outcome: Some(outcome), .. }) => Standing::Ended(*outcome),
    };
    RecordMeta { content: written.memo.digest.clone(), standing }.meta()
}

/// A release that left the app to another one says nothing about a swap, so it is not in the history.
fn entry(number: u64, written: Written) -> Option<HistoryEntry> {
    let Written { memo, commit, author, created, switch, ended } = written;
    let ended = match ended {
        None => None,
        Some(End { outcome: None, .. }) => return None,
        Some(End { at, outcome: Some(outcome), .. }) => Some((at, outcome)),
    };
    Some(HistoryEntry { id: number, place: MemoryPlace::Store, created, author, commit, memo, switch, ended })
}

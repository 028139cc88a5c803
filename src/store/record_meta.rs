//! What a record of a release says of itself in its metadata, so that a look at the list suffices.

use crate::azure::{Listed, Meta};
use crate::record::{Digest, Outcome};

const KIND: &str = "record";
const OF_CONTENT: &str = "digest";
const ENDED: &str = "ended";
/// The release left the app to another one, and changed nothing.
const YIELDED: &str = "yielded";

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RecordMeta {
    /// The content that the release is about, where it has a digest of ours.
    pub content: Option<Digest>,
    /// How it stands.
    pub standing: Standing,
}

/// How a release stands, by its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has no recorded end.
    Open,
    /// It left the app to another release.
    Yielded,
    /// It ended so.
    Ended(Outcome),
    /// It ended in a way that this version does not know.
    EndedOtherwise,
}

impl RecordMeta {
    /// As the blob has it.
    pub(super) fn meta(&self) -> Meta {
        let meta = Meta::new("application/json").with("slotdeploy", KIND);
        let meta = match &self.content {
            Some(content) => meta.with(OF_CONTENT, content.as_str()),
            None => meta,
        };
        match self.standing {
            Standing::Open | Standing::EndedOtherwise => meta,
            Standing::Yielded => meta.with(ENDED, YIELDED),
            Standing::Ended(outcome) => meta.with(ENDED, outcome.name()),
        }
    }

    /// What a listed blob says; `None` for one that does not say that it is a record.
    pub(super) fn of(listed: &Listed) -> Option<Self> {
        let says = |name: &str| listed.metadata.get(name).map(String::as_str);
        says("slotdeploy").filter(|kind| *kind == KIND)?;
        let standing = match says(ENDED) {
            None => Standing::Open,
            Some(YIELDED) => Standing::Yielded,
            Some(name) => Outcome::named(name).map_or(Standing::EndedOtherwise, Standing::Ended),
        };
        Some(Self { content: says(OF_CONTENT).and_then(|text| text.parse().ok()), standing })
    }
}

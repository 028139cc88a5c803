use std::path::Path;

use url::Url;

use crate::azure::Meta;
use crate::package::Block;
use crate::record::Digest;

/// The format of releases in the store; another one is another kind of blob.
const FORMAT: &str = "1";
/// What a release blob has to say of itself to be taken for ours; the rest tells where it came from first.
const ESSENTIAL: [&str; 3] = ["slotdeploy", "format", "digest"];

/// A package that is to be in the store.
#[derive(Debug, Clone, Copy)]
pub struct Parcel<'a> {
    /// The file with the blocks that are on this machine.
    pub file: &'a Path,
    /// The release: the digest of all blocks' digests.
    pub release: &'a Digest,
    /// All of its blocks, in order.
    pub blocks: &'a [Block],
}

/// What is written beside a release, for people and for garbage collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseMeta {
    /// The digest of its content.
    pub digest: Digest,
    /// The commit it was built from.
    pub commit: String,
    /// The run that uploads it.
    pub run: String,
    /// The repository.
    pub repository: String,
}

/// How a release came into the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It was there when it was looked for last: nothing had to be uploaded, another run was faster, or the answer to our own
    /// commit was lost.
    There,
    /// All of its blocks came from this machine.
    Sent,
    /// The service read blocks out of other releases, one by one (Put Block From URL).
    FromUrls,
    /// Another release was copied within the store, and its blocks were put together anew.
    Copied,
}

/// A release that is in the store, committed and compared with the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// Where it is.
    pub url: Url,
    /// Bytes of blocks that were sent, repetitions not counted.
    pub uploaded_bytes: u64,
    /// Bytes of blocks that were in the store.
    pub reused_bytes: u64,
    /// Bytes of blocks that a former run had sent and not committed.
    pub resumed_bytes: u64,
    /// Bytes of the bodies of all requests, repetitions included.
    pub sent_bytes: u64,
    /// Requests, repetitions included.
    pub requests: u64,
    /// How it came there.
    pub way: Way,
}

impl Parcel<'_> {
    /// Its length.
    pub(super) fn length(&self) -> u64 {
        self.blocks.iter().map(|block| block.length).sum()
    }

    /// The ids of its blocks, in order.
    pub(super) fn ids(&self) -> Vec<Digest> {
        self.blocks.iter().map(|block| block.digest.clone()).collect()
    }
}

impl ReleaseMeta {
    /// As the blob has it.
    pub(super) fn meta(&self) -> Meta {
        Meta::new("application/zip")
            .with("slotdeploy", "release")
            .with("format", FORMAT)
            .with("digest", self.digest.as_str())
            .with("commit", &self.commit)
            .with("run", &self.run)
            .with("repository", &self.repository)
    }

    /// Which part of the metadata has to be the same for a blob to be this release.
    pub(super) fn essential() -> &'static [&'static str] {
        &ESSENTIAL
    }
}

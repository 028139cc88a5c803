use crate::azure::{BlobName, Listed};
use crate::record::BlobKind;

/// What is to happen to a blob, and why, as a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing needs it.
    Unneeded(&'static str),
    /// It is needed, or not ours to delete.
    Stays(&'static str),
}

impl Verdict {
    pub(super) const NOT_OURS: Self = Self::Stays("it does not say that this program made it");
    pub(super) const ELSEWHERE: Self = Self::Stays("an app that was not named released its content last");
    pub(super) const YOUNG: Self = Self::Stays("it is young");
}

/// A blob that was judged.
#[derive(Debug, Clone)]
pub(super) struct Judged<'a> {
    pub blob: &'a Listed,
    pub kind: BlobKind,
    pub verdict: Verdict,
    /// Of blobs with the same chain, none is deleted when one before it could not be.
    pub chain: Option<String>,
}

/// A blob that nothing needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unneeded {
    /// Which.
    pub name: BlobName,
    /// What it is for.
    pub kind: BlobKind,
    /// The state of it that was judged; it is deleted in no other.
    pub etag: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Why nothing needs it, as a clause.
    pub why: &'static str,
    pub(super) chain: Option<String>,
}

use super::BlobName;

/// A range of a blob in the state that an entity tag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The blob.
    pub blob: BlobName,
    /// Its entity tag.
    pub etag: String,
    /// The first byte.
    pub from: u64,
    /// How many there are.
    pub length: u64,
}

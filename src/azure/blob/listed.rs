use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::BlobName;

/// A blob in a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: BlobName,
    /// Its entity tag.
    pub etag: String,
    /// Its length in bytes.
    pub length: u64,
    /// When it was changed last.
    pub modified: OffsetDateTime,
    /// Its metadata; names in small letters.
    pub metadata: BTreeMap<String, String>,
}

/// Every blob of a folder whose name this program could have given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// They, in the order of their names.
    pub blobs: Vec<Listed>,
    /// How many others there are, which were left alone.
    pub others: usize,
    /// When the service answered, by its own clock.
    pub answered: Option<OffsetDateTime>,
}

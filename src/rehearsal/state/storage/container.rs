use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Blob;

/// A container.
#[derive(Debug, Clone)]
pub struct Container {
    /// Its entity tag, with its quotes.
    pub etag: String,
    /// When it was changed last.
    pub modified: OffsetDateTime,
    /// What is read without signing in: `blob` or `container`.
    pub public: Option<String>,
    /// Its metadata, in the order of the names.
    pub metadata: BTreeMap<String, String>,
    /// Stored access policies by id.
    pub policies: BTreeMap<String, StoredPolicy>,
    /// Its blobs by name.
    pub blobs: BTreeMap<String, Blob>,
    /// Blocks that were uploaded and not committed, by blob and by id in Base64. A blob of which there is nothing else is
    /// visible in listings only, on request.
    pub staged: BTreeMap<String, BTreeMap<String, Staged>>,
}

/// A block that is not committed.
#[derive(Debug, Clone)]
pub struct Staged {
    /// Its bytes.
    pub bytes: Bytes,
    /// When it came.
    pub at: OffsetDateTime,
}

/// A stored access policy, to which a shared access signature can refer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoredPolicy {
    /// From when it is valid, as it was written.
    pub start: String,
    /// Until when, as it was written.
    pub expiry: String,
    /// What it permits, a letter for each.
    pub permission: String,
}

impl Container {
    /// An empty one.
    pub fn new(etag: String, now: OffsetDateTime) -> Self {
        Self {
            etag,
            modified: now,
            public: None,
            metadata: BTreeMap::new(),
            policies: BTreeMap::new(),
            blobs: BTreeMap::new(),
            staged: BTreeMap::new(),
        }
    }
}

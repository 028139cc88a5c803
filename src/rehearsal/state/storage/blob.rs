use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Lease;

/// The tier whose blobs are not readable until they are brought back.
pub const ARCHIVE: &str = "Archive";

/// A block blob whose content is committed.
#[derive(Debug, Clone)]
pub struct Blob {
    /// What it holds.
    pub content: Pieces,
    /// Its entity tag, with its quotes; another one after each change.
    pub etag: String,
    /// When it was made.
    pub created: OffsetDateTime,
    /// When it was changed last.
    pub modified: OffsetDateTime,
    /// The headers that go out with its content.
    pub headers: ContentHeaders,
    /// Its metadata.
    pub metadata: BTreeMap<String, String>,
    /// Its lease, whatever became of it.
    pub lease: Option<Lease>,
    /// The copy operation that it was the target of last.
    pub copied: Option<Copied>,
    /// Its access tier, when one was chosen.
    pub tier: Option<String>,
}

impl Blob {
    /// Whether its content is in the archive.
    pub fn is_archived(&self) -> bool {
        self.tier.as_deref() == Some(ARCHIVE)
    }
}

/// A part of a blob's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The id of the block in Base64; `None` for what came in one go.
    pub id: Option<String>,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Content made of blocks. Cheap to clone: blobs that have blocks in common share the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pieces(pub Vec<Piece>);

/// The headers that go out with a blob's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ContentHeaders {
    /// `Content-Type`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// `Content-Encoding`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// `Content-Language`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// `Content-Disposition`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// `Cache-Control`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    /// `Content-MD5`, in Base64, as it was given; the service does not check it later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
}

/// A copy operation, seen from its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Its id.
    pub id: String,
    /// The source's URL, without a signature.
    pub source: String,
    /// How it stands.
    pub status: CopyStatus,
    /// How many bytes there are to copy.
    pub total: usize,
    /// When it ended.
    pub ended: Option<OffsetDateTime>,
    /// What will be there in the end.
    pub pending: Option<Pieces>,
}

/// How a copy operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyStatus {
    /// It goes on.
    Pending,
    /// All was copied.
    Success,
    /// It was given up on request.
    Aborted,
}

impl ContentHeaders {
    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Pieces {
    /// Content that came in one go.
    pub fn whole(bytes: Bytes) -> Self {
        Self(vec![Piece { id: None, bytes }])
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(|piece| piece.bytes.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from `from` up to `to`; without copying where they lie in one piece.
    pub fn slice(&self, from: usize, to: usize) -> Bytes {
        let mut found: Vec<Bytes> = Vec::new();
        let mut at = 0;
        for Piece { bytes, .. } in &self.0 {
            let (start, end) = (from.max(at), to.min(at + bytes.len()));
            if start < end {
                found.push(bytes.slice(start - at..end - at));
            }
            at += bytes.len();
        }
        match found.len() {
            0 | 1 => found.pop().unwrap_or_default(),
            _ => {
                let mut all = BytesMut::with_capacity(to.saturating_sub(from));
                found.iter().for_each(|part| all.extend_from_slice(part));
                all.freeze()
            }
        }
    }

    /// All bytes.
    pub fn bytes(&self) -> Bytes {
        self.slice(0, self.len())
    }

    /// Its blocks with their ids, in order.
    pub fn blocks(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.0.iter().filter_map(|piece| Some((piece.id.as_deref()?, &piece.bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_reaches_over_blocks() {
        let piece = |text: &'static str| Piece { id: None, bytes: Bytes::from_static(text.as_bytes()) };
        let pieces = Pieces(vec![piece("abc"), piece(""), piece("defg")]);
        assert_eq!((pieces.len(), &pieces.bytes()[..]), (7, &b"abcdefg"[..]));
        assert_eq!(&pieces.slice(2, 5)[..], b"cde");
        assert_eq!(&pieces.slice(3, 4)[..], b"d");
        assert!(pieces.slice(5, 5).is_empty());
    }
}

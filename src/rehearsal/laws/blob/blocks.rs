//! Blocks that wait, and the list that makes a blob of them (facts: block-blobs; REST reference, "Put Block" and "Put Block
//! List").

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use time::{Duration, OffsetDateTime};

use super::refusal::{BLOCK_COUNT, CONTAINER_NOT_FOUND, INVALID_BLOCK, INVALID_BLOCK_LIST, Refusal};
use super::write::{self, NewBlob, Terms};
use crate::state::{BlobAddress, Container, Piece, Pieces, Staged, State};

/// Blocks that nobody commits are gone after a week.
const KEPT: Duration = Duration::WEEK;
/// A blob has no more blocks than these.
const MOST: usize = 50_000;

/// Where a block of a list is to be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Among the blocks of the blob as it is.
    Committed,
    /// Among the blocks that wait.
    Uncommitted,
    /// Among the latter first, then among the former.
    Latest,
}

/// The blocks that wait for a blob, by id.
pub fn waiting<'a>(
    container: &'a Container,
    blob: &str,
    now: OffsetDateTime,
) -> impl Iterator<Item = (&'a String, &'a Staged)> {
    container.staged.get(blob).into_iter().flatten().filter(move |(_, block)| block.at + KEPT > now)
}

/// Takes a block in. Nobody sees it before it is committed.
pub fn stage(
    state: &mut State,
    at: &BlobAddress,
    id: &str,
    bytes: Bytes,
    terms: &Terms,
    now: OffsetDateTime,
) -> Result<(), Refusal> {
    let container = state.container_mut(at).ok_or(CONTAINER_NOT_FOUND)?;
    write::check(container.blobs.get(&at.blob), terms, now)?;
    check_id(id)?;
    // All ids of a blob have the same length.
    if waiting(container, &at.blob, now).any(|(other, _)| other.len() != id.len()) {
        return Err(INVALID_BLOCK);
    }
    let staged = container.staged.entry(at.blob.clone()).or_default();
    staged.retain(|_, block| block.at + KEPT > now);
    staged.insert(id.to_owned(), Staged { bytes, at: now });
    Ok(())
}

/// An id is Base64 of at most 64 bytes.
pub fn check_id(id: &str) -> Result<(), Refusal> {
    match STANDARD.decode(id) {
        Ok(bytes) if (1..=64).contains(&bytes.len()) => Ok(()),
        _ => Err(Refusal::parameter("blockid", id)),
    }
}

/// Makes the blob of these blocks, in this order; all others are dropped.
pub fn commit(
    state: &mut State,
    at: &BlobAddress,
    list: &[(Which, String)],
    new: NewBlob,
    terms: &Terms,
    now: OffsetDateTime,
) -> Result<(), Refusal> {
    let container = state.container_mut(at).ok_or(CONTAINER_NOT_FOUND)?;
    let blob = container.blobs.get(&at.blob);
    write::check(blob, terms, now)?;
    if list.len() > MOST {
        return Err(BLOCK_COUNT);
    }
    let committed = |id: &str| blob?.content.blocks().find(|(other, _)| *other == id).map(|(_, bytes)| bytes.clone());
    let uncommitted = |id: &str| {
        let block = container.staged.get(&at.blob)?.get(id)?;
        (block.at + KEPT > now).then(|| block.bytes.clone())
    };
    let mut pieces = Vec::new();
    for (which, id) in list {
        let bytes = match which {
            Which::Committed => committed(id),
            Which::Uncommitted => uncommitted(id),
            Which::Latest => uncommitted(id).or_else(|| committed(id)),
        };
        pieces.push(Piece { id: Some(id.clone()), bytes: bytes.ok_or(INVALID_BLOCK_LIST)? });
    }
    write::put(state, at, NewBlob { content: Pieces(pieces), ..new }, "blocks", now)
}

//! What is true of every write of a blob: when it is refused, and what becomes of what was there.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::condition::{Conditions, Present};
use super::lease;
use super::refusal::{BLOB_NOT_FOUND, CONTAINER_NOT_FOUND, PENDING_COPY, Refusal};
use crate::state::{Blob, BlobAddress, ContentHeaders, Copied, CopyStatus, Effect, Pieces, State};

/// What a request has to be measured by.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Its conditions.
    pub conditions: Conditions,
    /// The lease id it gives.
    pub lease: Option<String>,
}

/// A blob's new content and properties.
#[derive(Debug, Clone, Default)]
pub struct NewBlob {
    /// The content.
    pub content: Pieces,
    /// Headers.
    pub headers: ContentHeaders,
    /// Metadata.
    pub metadata: BTreeMap<String, String>,
    /// The access tier, if one is chosen.
    pub tier: Option<String>,
    /// The copy operation that it comes from.
    pub copied: Option<Copied>,
}

/// Whether a write is permitted, on a blob that is there or not yet there.
pub fn check(blob: Option<&Blob>, terms: &Terms, now: OffsetDateTime) -> Result<(), Refusal> {
    terms.conditions.write(blob.map(present))?;
    lease::permits_write(blob.and_then(|blob| blob.lease.as_ref()), terms.lease.as_deref(), now)?;
    let is_pending = |copied: &Copied| copied.status == CopyStatus::Pending;
    if blob.and_then(|blob| blob.copied.as_ref()).is_some_and(is_pending) { Err(PENDING_COPY) } else { Ok(()) }
}

/// A blob as conditions see it.
pub fn present(blob: &Blob) -> Present<'_> {
    Present { etag: &blob.etag, modified: blob.modified }
}

/// Puts a blob in its place; what was there, blocks that wait included, is gone. A lease that holds goes on.
pub fn put(state: &mut State, at: &BlobAddress, new: NewBlob, how: &str, now: OffsetDateTime) -> Result<(), Refusal> {
    let etag = state.new_etag();
    let container = state.container_mut(at).ok_or(CONTAINER_NOT_FOUND)?;
    let former = container.blobs.remove(&at.blob);
    container.staged.remove(&at.blob);
    let length = new.content.len();
    let is_written = new.copied.as_ref().is_none_or(|copied| copied.status == CopyStatus::Success);
    let blob = Blob {
        content: new.content,
        etag,
        created: former.as_ref().map_or(now, |blob| blob.created),
        modified: now,
        headers: new.headers,
        metadata: new.metadata,
        lease: former.and_then(|blob| blob.lease).filter(|held| lease::standing(Some(held), now).is_locked()),
        copied: new.copied,
        tier: new.tier,
    };
    container.blobs.insert(at.blob.clone(), blob);
    if is_written {
        note(state, at, how, length, now);
    }
    Ok(())
}

/// Changes properties of a blob; it has another entity tag afterwards.
pub fn change(
    state: &mut State,
    at: &BlobAddress,
    terms: &Terms,
    now: OffsetDateTime,
    apply: impl FnOnce(&mut Blob),
) -> Result<(), Refusal> {
    let etag = state.new_etag();
    state.container_mut(at).ok_or(CONTAINER_NOT_FOUND)?;
    let blob = state.blob_mut(at).ok_or(BLOB_NOT_FOUND)?;
    check(Some(blob), terms, now)?;
    apply(blob);
    (blob.etag, blob.modified) = (etag, now);
    Ok(())
}

/// Deletes a blob with all that waits to become part of it.
pub fn delete(state: &mut State, at: &BlobAddress, terms: &Terms, now: OffsetDateTime) -> Result<(), Refusal> {
    let container = state.container_mut(at).ok_or(CONTAINER_NOT_FOUND)?;
    let blob = container.blobs.get(&at.blob).ok_or(BLOB_NOT_FOUND)?;
    check(Some(blob), terms, now)?;
    container.blobs.remove(&at.blob);
    container.staged.remove(&at.blob);
    let BlobAddress { account, container, blob } = at.clone();
    state.note(now, Effect::BlobDeleted { account, container, blob });
    Ok(())
}

/// Writes down that readers see new content.
pub(super) fn note(state: &mut State, at: &BlobAddress, how: &str, length: usize, now: OffsetDateTime) {
    let BlobAddress { account, container, blob } = at.clone();
    state.note(now, Effect::BlobWritten { account, container, blob, how: how.to_owned(), length });
}

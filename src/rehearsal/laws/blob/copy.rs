//! Copies: with the blocks and their ids (facts: block-blobs; REST reference, "Copy Blob", "Copy Blob From URL", "Abort Copy
//! Blob").

use time::OffsetDateTime;

use super::lease;
use super::refusal::{BLOB_NOT_FOUND, CONTAINER_NOT_FOUND, COPY_ID_MISMATCH, NO_PENDING_COPY, Refusal};
use super::write::{self, NewBlob, Terms};
use crate::clock::Clock;
use crate::latency;
use crate::state::{BlobAddress, Copied, CopyStatus, Event, Pieces, State};

/// The largest blob that is copied at once.
pub const LARGEST_AT_ONCE: usize = 256 * 1024 * 1024;

/// Begins a copy that goes on by itself; the target is there at once and empty until the end. Answers its id and how it
/// stands.
pub fn begin(
    state: &mut State,
    clock: &Clock,
    target: &BlobAddress,
    source: &str,
    new: NewBlob,
    now: OffsetDateTime,
) -> Result<(String, CopyStatus), Refusal> {
    let takes = clock.latency(latency::BLOB_COPY);
    if takes.is_zero() {
        return at_once(state, target, source, new, now).map(|id| (id, CopyStatus::Success));
    }
    let id = state.new_guid();
    let copied = Copied {
        id: id.clone(),
        source: source.to_owned(),
        status: CopyStatus::Pending,
        total: new.content.len(),
        ended: None,
        pending: Some(new.content),
    };
    write::put(state, target, NewBlob { content: Pieces::default(), copied: Some(copied), ..new }, "copy", now)?;
    state.agenda.plan(now + takes, Event::CopyEnds { target: target.clone(), copy: id.clone() });
    Ok((id, CopyStatus::Pending))
}

/// Copies and answers when all is there; answers the copy's id.
pub fn at_once(
    state: &mut State,
    target: &BlobAddress,
    source: &str,
    new: NewBlob,
    now: OffsetDateTime,
) -> Result<String, Refusal> {
    let id = state.new_guid();
    let copied = Copied {
        id: id.clone(),
        source: source.to_owned(),
        status: CopyStatus::Success,
        total: new.content.len(),
        ended: Some(now),
        pending: None,
    };
    write::put(state, target, NewBlob { copied: Some(copied), ..new }, "copy", now)?;
    Ok(id)
}

/// A copy ends, unless it was given up or its target is gone.
pub fn end(state: &mut State, target: &BlobAddress, copy: &str, at: OffsetDateTime) {
    let etag = state.new_etag();
    let Some(blob) = state.blob_mut(target) else {
        return;
    };
    let Some(copied) = blob.copied.as_mut().filter(|copied| copied.id == copy) else {
        return;
    };
    let Some(content) = copied.pending.take() else {
        return;
    };
    (copied.status, copied.ended) = (CopyStatus::Success, Some(at));
    let length = content.len();
    (blob.content, blob.etag, blob.modified) = (content, etag, at);
    write::note(state, target, "copy", length, at);
}

/// Gives a copy up; the target stays, empty.
pub fn abort(
    state: &mut State,
    target: &BlobAddress,
    copy: &str,
    terms: &Terms,
    now: OffsetDateTime,
) -> Result<(), Refusal> {
    state.container_mut(target).ok_or(CONTAINER_NOT_FOUND)?;
    let blob = state.blob_mut(target).ok_or(BLOB_NOT_FOUND)?;
    lease::permits_write(blob.lease.as_ref(), terms.lease.as_deref(), now)?;
    match blob.copied.as_mut() {
        Some(copied) if copied.status == CopyStatus::Pending && copied.id != copy => Err(COPY_ID_MISMATCH),
        Some(copied) if copied.status == CopyStatus::Pending => {
            (copied.status, copied.ended, copied.pending) = (CopyStatus::Aborted, Some(now), None);
            Ok(())
        }
        _ => Err(NO_PENDING_COPY),
    }
}

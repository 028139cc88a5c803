//! Copy Blob, Copy Blob From URL, Put Blob From URL, Abort Copy Blob.

use super::call::Call;
use super::headers::status_name;
use super::source::Source;
use super::terms::{check_sums, content_headers, md5_of, metadata, terms, tier};
use super::write::written;
use crate::doors::Reply;
use crate::latency;
use crate::laws::blob::copy::{self, LARGEST_AT_ONCE};
use crate::laws::blob::refusal::{CONTAINER_NOT_FOUND, Refusal};
use crate::laws::blob::write::{self, NewBlob};
use crate::state::{Blob, BlobAddress, Pieces, State};

/// Copy Blob: goes on after the answer.
pub(super) fn begin(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let source = Source::readable_by_requester(state, call)?;
    if source.blob.is_archived() {
        return Err(Refusal::not_simulated("how blobs come back from the archive"));
    }
    let at = permitted(state, call)?;
    let new = same(call, &source.blob)?;
    let (id, status) = copy::begin(state, call.world.clock(), &at, &source.url, new, call.now)?;
    let reply = written(state, call, 202).header("x-ms-copy-id", id);
    Ok(reply.header("x-ms-copy-status", status_name(status)))
}

/// Copy Blob From URL: done when it is answered.
pub(super) fn at_once(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let source = Source::authorized(state, call)?;
    let at = permitted(state, call)?;
    if source.blob.content.len() > LARGEST_AT_ONCE {
        return Err(Refusal::new(409, "CannotVerifyCopySource", "The source is too large for a synchronous copy."));
    }
    if call.incoming.headers.keys().any(|name| name.as_str().starts_with("x-ms-source-content-")) {
        let content = source.blob.content.bytes();
        check_sums(&call.incoming.headers, "x-ms-source-content-md5", "x-ms-source-content-crc64", &content)?;
    }
    let new = same(call, &source.blob)?;
    let id = copy::at_once(state, &at, &source.url, new, call.now)?;
    let reply = written(state, call, 202).header("x-ms-copy-id", id).header("x-ms-copy-status", "success");
    Ok(reply.later(latency::BLOB_COPY))
}

/// Put Blob From URL: the bytes only, without the source's blocks.
pub(super) fn put_blob_from_url(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let source = Source::authorized(state, call)?;
    let at = permitted(state, call)?;
    let content = source.blob.content.bytes();
    check_sums(&call.incoming.headers, "x-ms-source-content-md5", "x-ms-source-content-crc64", &content)?;
    let mut headers = match call.incoming.header("x-ms-copy-source-blob-properties") {
        Some("false") => content_headers(call.incoming),
        _ => source.blob.headers.clone(),
    };
    headers.md5.get_or_insert_with(|| md5_of(&content));
    let new = NewBlob {
        content: Pieces::whole(content.clone()),
        headers,
        metadata: metadata(call.incoming)?,
        tier: tier(call.incoming)?,
        ..NewBlob::default()
    };
    write::put(state, &at, new, "copy", call.now)?;
    let reply = written(state, call, 201).header("content-md5", md5_of(&content));
    Ok(reply.later(latency::BLOB_COPY))
}

/// Abort Copy Blob.
pub(super) fn abort(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let copy = call.incoming.parameter("copyid").unwrap_or_default();
    if call.incoming.header("x-ms-copy-action") != Some("abort") {
        return Err(Refusal::header("x-ms-copy-action", ""));
    }
    copy::abort(state, &call.address(), &copy, &terms(call.incoming)?, call.now)?;
    Ok(Reply::empty(204))
}

/// The target, if it may be written.
fn permitted(state: &mut State, call: &Call<'_>) -> Result<BlobAddress, Refusal> {
    let at = call.address();
    let container = state.container_mut(&at).ok_or(CONTAINER_NOT_FOUND)?;
    write::check(container.blobs.get(&at.blob), &terms(call.incoming)?, call.now)?;
    Ok(at)
}

/// Content, blocks and properties of the source; its metadata, unless other is given.
fn same(call: &Call<'_>, source: &Blob) -> Result<NewBlob, Refusal> {
    let given = metadata(call.incoming)?;
    let metadata = if given.is_empty() { source.metadata.clone() } else { given };
    Ok(NewBlob {
        content: source.content.clone(),
        headers: source.headers.clone(),
        metadata,
        tier: tier(call.incoming)?,
        copied: None,
    })
}

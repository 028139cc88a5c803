//! Put Blob, Delete Blob, and the writes that leave the content as it is.

use super::call::Call;
use super::headers::tagged;
use super::terms::{check_sums, content_headers, md5_of, metadata, terms, tier};
use crate::doors::Reply;
use crate::laws::blob::refusal::{BLOB_ARCHIVED, CONTAINER_NOT_FOUND, MISSING_HEADER, Refusal};
use crate::laws::blob::write::{self, NewBlob};
use crate::state::{ARCHIVE, Blob, Pieces, State};

/// Put Blob with its content; of all types, block blobs are simulated.
pub(super) fn put_blob(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    match call.incoming.header("x-ms-blob-type") {
        Some("BlockBlob") => {}
        Some(other @ ("AppendBlob" | "PageBlob")) => {
            return Err(Refusal::not_simulated(format!("x-ms-blob-type: {other}")));
        }
        Some(other) => return Err(Refusal::header("x-ms-blob-type", other)),
        None => return Err(MISSING_HEADER.with("HeaderName", "x-ms-blob-type")),
    }
    let (at, terms) = (call.address(), terms(call.incoming)?);
    let container = state.container_mut(&at).ok_or(CONTAINER_NOT_FOUND)?;
    write::check(container.blobs.get(&at.blob), &terms, call.now)?;
    let body = &call.incoming.body;
    check_sums(&call.incoming.headers, "content-md5", "x-ms-content-crc64", body)?;
    // What is put in one go gets a checksum from the service, and the type of the request if it has no other.
    let mut headers = content_headers(call.incoming);
    let sum = md5_of(body);
    headers.md5.get_or_insert_with(|| sum.clone());
    headers.content_type = headers.content_type.or_else(|| call.incoming.header("content-type").map(str::to_owned));
    let new = NewBlob {
        content: Pieces::whole(body.clone()),
        headers,
        metadata: metadata(call.incoming)?,
        tier: tier(call.incoming)?,
        copied: None,
    };
    write::put(state, &at, new, "put", call.now)?;
    Ok(written(state, call, 201).header("content-md5", sum))
}

/// The answer to a write of a blob.
pub(super) fn written(state: &State, call: &Call<'_>, status: u16) -> Reply {
    let reply = Reply::empty(status).header("x-ms-request-server-encrypted", "true");
    match state.blob(&call.address()) {
        Some(blob) => tagged(reply, &blob.etag, blob.modified),
        None => reply,
    }
}

/// Delete Blob.
pub(super) fn delete(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    write::delete(state, &call.address(), &terms(call.incoming)?, call.now)?;
    Ok(Reply::empty(202).header("x-ms-delete-type-permanent", "true"))
}

/// Set Blob Metadata: all that was there is replaced.
pub(super) fn set_metadata(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let metadata = metadata(call.incoming)?;
    online(state, call)?;
    write::change(state, &call.address(), &terms(call.incoming)?, call.now, |blob| blob.metadata = metadata)?;
    Ok(written(state, call, 200))
}

/// Set Blob Properties: headers that are not given are cleared.
pub(super) fn set_headers(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let headers = content_headers(call.incoming);
    online(state, call)?;
    write::change(state, &call.address(), &terms(call.incoming)?, call.now, |blob| blob.headers = headers)?;
    Ok(written(state, call, 200))
}

/// Set Blob Tier; entity tag and time of change stay.
pub(super) fn set_tier(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let tier = tier(call.incoming)?.ok_or_else(|| Refusal::header("x-ms-access-tier", ""))?;
    if super::read::readable(state, call)?.is_archived() && tier != ARCHIVE {
        return Err(Refusal::not_simulated("how blobs come back from the archive"));
    }
    if let Some(blob) = state.blob_mut(&call.address()) {
        blob.tier = Some(tier);
    }
    Ok(Reply::empty(200))
}

/// What is in the archive can be described, replaced and deleted, and neither read nor changed (REST reference, "Set Blob Tier").
fn online(state: &State, call: &Call<'_>) -> Result<(), Refusal> {
    if state.blob(&call.address()).is_some_and(Blob::is_archived) { Err(BLOB_ARCHIVED) } else { Ok(()) }
}

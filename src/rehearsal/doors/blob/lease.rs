//! Lease Blob.

use super::call::Call;
use super::headers::tagged;
use super::terms::terms;
use crate::doors::Reply;
use crate::laws::blob::refusal::{BLOB_NOT_FOUND, CONTAINER_NOT_FOUND, MISSING_HEADER, Refusal};
use crate::laws::blob::{lease, write};
use crate::state::{BlobAddress, Effect, State};

/// Acquires, renews, changes, releases or breaks; entity tag and time of change of the blob stay.
pub(super) fn act(state: &mut State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let at = call.address();
    let fresh = state.new_guid();
    let conditions = terms(call.incoming)?.conditions;
    state.container_mut(&at).ok_or(CONTAINER_NOT_FOUND)?;
    let blob = state.blob_mut(&at).ok_or(BLOB_NOT_FOUND)?;
    conditions.write(Some(write::present(blob)))?;
    let header = |name: &'static str| call.incoming.header(name);
    let needed = |name: &'static str| header(name).ok_or(MISSING_HEADER.with("HeaderName", name));
    let proposed = header("x-ms-proposed-lease-id").map(str::to_owned);
    let how = needed("x-ms-lease-action")?.to_lowercase();
    let (held, now) = (&mut blob.lease, call.now);
    let (status, id, left) = match how.as_str() {
        "acquire" => {
            let seconds = duration(needed("x-ms-lease-duration")?)?;
            lease::acquire(held, proposed.unwrap_or(fresh), seconds, now)?;
            (201, true, None)
        }
        "renew" => {
            lease::renew(held, needed("x-ms-lease-id")?, now)?;
            (200, true, None)
        }
        "change" => {
            needed("x-ms-proposed-lease-id")?;
            lease::change(held, needed("x-ms-lease-id")?, proposed.unwrap_or_default(), now)?;
            (200, true, None)
        }
        "release" => {
            lease::release(held, needed("x-ms-lease-id")?)?;
            (200, false, None)
        }
        "break" => (202, false, Some(lease::break_it(held, period(header("x-ms-lease-break-period"))?, now)?)),
        other => return Err(Refusal::header("x-ms-lease-action", other)),
    };
    let mut reply = tagged(Reply::empty(status), &blob.etag, blob.modified);
    if let Some(lease) = blob.lease.as_ref().filter(|_| id) {
        reply = reply.header("x-ms-lease-id", &lease.id);
    }
    if let Some(left) = left {
        reply = reply.header("x-ms-lease-time", left.to_string());
    }
    let BlobAddress { account, container, blob } = at;
    state.note(now, Effect::BlobLeased { account, container, blob, how });
    Ok(reply)
}

/// 15 to 60 seconds, or -1 for no end.
fn duration(text: &str) -> Result<Option<u32>, Refusal> {
    match text.parse::<i64>() {
        Ok(-1) => Ok(None),
        Ok(seconds @ 15..=60) => Ok(Some(seconds as u32)),
        _ => Err(Refusal::header("x-ms-lease-duration", text)),
    }
}

fn period(text: Option<&str>) -> Result<Option<u32>, Refusal> {
    let Some(text) = text else {
        return Ok(None);
    };
    match text.parse::<u32>() {
        Ok(seconds @ 0..=60) => Ok(Some(seconds)),
        _ => Err(Refusal::header("x-ms-lease-break-period", text)),
    }
}

//! Get Blob and Get Blob Properties.

use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE,
};

use super::call::Call;
use super::headers::{described, set};
use super::terms::{crc64_of, md5_of, terms};
use crate::doors::Reply;
use crate::laws::blob::refusal::{
    BLOB_ARCHIVED, BLOB_NOT_FOUND, CONTAINER_NOT_FOUND, INVALID_RANGE, RANGE_TOO_LARGE, Refusal,
};
use crate::laws::blob::sas::Sas;
use crate::laws::blob::{lease, write};
use crate::state::{Blob, State};

/// Checksums are computed for ranges up to this size.
const SUMMED: usize = 4 * 1024 * 1024;

/// The blob of a call, if its conditions let it be read.
pub(super) fn readable<'a>(state: &'a State, call: &Call<'_>) -> Result<&'a Blob, Refusal> {
    let terms = terms(call.incoming)?;
    let account = state.storage.get(call.account).ok_or(CONTAINER_NOT_FOUND)?;
    let container = account.containers.get(call.container()).ok_or(CONTAINER_NOT_FOUND)?;
    let blob = container.blobs.get(&call.address().blob);
    terms.conditions.read(blob.map(write::present))?;
    let blob = blob.ok_or(BLOB_NOT_FOUND)?;
    lease::permits_read(blob.lease.as_ref(), terms.lease.as_deref(), call.now)?;
    Ok(blob)
}

/// Get Blob Properties, and Get Blob Metadata with more than it needs.
pub(super) fn properties(state: &State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let blob = readable(state, call)?;
    let mut reply = described(Reply::empty(200), blob, call.now);
    set(&mut reply, CONTENT_LENGTH, Some(&blob.content.len().to_string()));
    if let Some(md5) = &blob.headers.md5 {
        reply = reply.header("content-md5", md5);
    }
    override_headers(&mut reply, call);
    Ok(reply)
}

/// Get Blob, whole or a range of it.
pub(super) fn get(state: &State, call: &Call<'_>) -> Result<Reply, Refusal> {
    let blob = readable(state, call)?;
    if blob.is_archived() {
        return Err(BLOB_ARCHIVED);
    }
    let length = blob.content.len();
    let asked = call.incoming.header("x-ms-range").or(call.incoming.header("range"));
    let range = match asked.and_then(span) {
        Some((from, _)) if from >= length => {
            return Err(INVALID_RANGE);
        }
        Some((from, last)) => Some((from, last.map_or(length, |last| last.saturating_add(1)).min(length))),
        None => None,
    };
    let (from, to) = range.unwrap_or((0, length));
    let bytes = blob.content.slice(from, to);
    let wants = |name: &str| call.incoming.header(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let (wants_md5, wants_crc64) = (wants("x-ms-range-get-content-md5"), wants("x-ms-range-get-content-crc64"));
    if (wants_md5 || wants_crc64) && (range.is_none() || bytes.len() > SUMMED) {
        return Err(RANGE_TOO_LARGE);
    }
    let status = match range {
        Some(_) => 206,
        None => 200,
    };
    let mut reply = described(Reply::empty(status), blob, call.now);
    if wants_crc64 {
        reply = reply.header("x-ms-content-crc64", crc64_of(&bytes));
    }
    reply = match (range, &blob.headers.md5) {
        (Some(_), _) if wants_md5 => reply.header("content-md5", md5_of(&bytes)),
        (None, Some(md5)) => reply.header("content-md5", md5),
        _ => reply,
    };
    if range.is_some() {
        reply = reply.header("content-range", format!("bytes {from}-{}/{length}", to.saturating_sub(1)));
        // The whole blob's checksum has a name of its own beside a part of its content.
        if let Some(md5) = &blob.headers.md5 {
            reply = reply.header("x-ms-blob-content-md5", md5);
        }
    }
    override_headers(&mut reply, call);
    *reply.response.body_mut() = bytes;
    Ok(reply)
}

/// `bytes=from-last`; other forms are ignored, as the service does.
pub(super) fn span(text: &str) -> Option<(usize, Option<usize>)> {
    let (from, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let last = match last {
        "" => None,
        last => Some(last.parse().ok()?),
    };
    let from = from.parse().ok()?;
    last.is_none_or(|last| from <= last).then_some((from, last))
}

/// A signature can say which headers come with the content.
fn override_headers(reply: &mut Reply, call: &Call<'_>) {
    let Some(sas) = Sas::of(&call.incoming.query) else {
        return;
    };
    for (field, name) in [
        ("rscc", CACHE_CONTROL),
        ("rscd", CONTENT_DISPOSITION),
        ("rsce", CONTENT_ENCODING),
        ("rscl", CONTENT_LANGUAGE),
        ("rsct", CONTENT_TYPE),
    ] {
        if !sas.get(field).is_empty() {
            set(reply, name, Some(sas.get(field)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::span;

    #[test]
    fn ranges_are_read_in_both_their_forms() {
        assert_eq!(span("bytes=0-9"), Some((0, Some(9))));
        assert_eq!(span("bytes=5-"), Some((5, None)));
        assert_eq!(span("bytes=9-5"), None);
        assert_eq!(span("lines=1-2"), None);
    }
}

//! What answers say of a blob in their headers.

use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue,
};
use time::OffsetDateTime;

use crate::doors::{Reply, http_date};
use crate::laws::blob::lease::standing;
use crate::state::{Blob, Copied, CopyStatus};

/// The type of content that nobody gave one.
pub(super) const OCTETS: &str = "application/octet-stream";

/// Replaces a header of an answer, or takes it away.
pub(super) fn set(reply: &mut Reply, name: HeaderName, value: Option<&str>) {
    match value.and_then(|value| HeaderValue::from_str(value).ok()) {
        Some(value) => reply.response.headers_mut().insert(name, value),
        None => reply.response.headers_mut().remove(name),
    };
}

/// An answer with the entity tag and the time of change of something.
pub(super) fn tagged(reply: Reply, etag: &str, modified: OffsetDateTime) -> Reply {
    reply.header("etag", etag).header("last-modified", http_date(modified))
}

/// An answer with all properties of a blob.
pub(super) fn described(reply: Reply, blob: &Blob, now: OffsetDateTime) -> Reply {
    let mut reply = tagged(reply, &blob.etag, blob.modified)
        .header("x-ms-blob-type", "BlockBlob")
        .header("x-ms-creation-time", http_date(blob.created))
        .header("x-ms-server-encrypted", "true")
        .header("accept-ranges", "bytes")
        .header("x-ms-access-tier", blob.tier.as_deref().unwrap_or("Hot"));
    if blob.tier.is_none() {
        reply = reply.header("x-ms-access-tier-inferred", "true");
    }
    let own = &blob.headers;
    set(&mut reply, CONTENT_TYPE, Some(own.content_type.as_deref().unwrap_or(OCTETS)));
    for (name, value) in [
        (CONTENT_ENCODING, &own.encoding),
        (CONTENT_LANGUAGE, &own.language),
        (CONTENT_DISPOSITION, &own.disposition),
        (CACHE_CONTROL, &own.cache_control),
    ] {
        if value.is_some() {
            set(&mut reply, name, value.as_deref());
        }
    }
    reply = with_metadata(reply, &blob.metadata);
    reply = with_lease(reply, blob, now);
    match &blob.copied {
        Some(copied) => with_copy(reply, copied),
        None => reply,
    }
}

/// An answer with metadata.
pub(super) fn with_metadata<'a>(
    mut reply: Reply,
    metadata: impl IntoIterator<Item = (&'a String, &'a String)>,
) -> Reply {
    for (name, value) in metadata {
        let name = HeaderName::from_bytes(format!("x-ms-meta-{name}").as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            reply.response.headers_mut().insert(name, value);
        }
    }
    reply
}

fn with_lease(reply: Reply, blob: &Blob, now: OffsetDateTime) -> Reply {
    let standing = standing(blob.lease.as_ref(), now);
    let status = if standing.is_locked() { "locked" } else { "unlocked" };
    let reply = reply.header("x-ms-lease-status", status).header("x-ms-lease-state", standing.name());
    match (standing.name(), &blob.lease) {
        ("leased", Some(lease)) if lease.seconds.is_some() => reply.header("x-ms-lease-duration", "fixed"),
        ("leased", Some(_)) => reply.header("x-ms-lease-duration", "infinite"),
        _ => reply,
    }
}

fn with_copy(reply: Reply, copied: &Copied) -> Reply {
    let done = match copied.status {
        CopyStatus::Success => copied.total,
        CopyStatus::Pending | CopyStatus::Aborted => 0,
    };
    let reply = reply
        .header("x-ms-copy-id", &copied.id)
        .header("x-ms-copy-source", &copied.source)
        .header("x-ms-copy-status", status_name(copied.status))
        .header("x-ms-copy-progress", format!("{done}/{}", copied.total));
    match copied.ended {
        Some(ended) => reply.header("x-ms-copy-completion-time", http_date(ended)),
        None => reply,
    }
}

/// How a copy stands, in the service's words.
pub(super) fn status_name(status: CopyStatus) -> &'static str {
    match status {
        CopyStatus::Pending => "pending",
        CopyStatus::Success => "success",
        CopyStatus::Aborted => "aborted",
    }
}

//! What the headers of a request say: conditions, properties, metadata, checksums.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::doors::Incoming;
use crate::laws::blob::condition::Conditions;
use crate::laws::blob::refusal::{CRC64_MISMATCH, INVALID_MD5, INVALID_METADATA, MD5_MISMATCH};
use crate::laws::blob::write::Terms;
use crate::laws::blob::{Refusal, crc64, md5};
use crate::state::{ARCHIVE, ContentHeaders};

/// A time as HTTP writes it.
pub(super) fn http_time(text: &str) -> Option<OffsetDateTime> {
    let format =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    Some(PrimitiveDateTime::parse(text, format).ok()?.assume_utc())
}

/// The conditions of a request, or with the prefix `x-ms-source-` those on the source of a copy.
pub(super) fn conditions(headers: &HeaderMap, prefix: &str) -> Result<Conditions, Refusal> {
    let text = |name: &str| headers.get(format!("{prefix}{name}")).and_then(|value| value.to_str().ok());
    let time = |name: &str| match text(name) {
        None => Ok(None),
        Some(text) => http_time(text).map(Some).ok_or_else(|| Refusal::header(name, text)),
    };
    Ok(Conditions {
        matches: text("if-match").map(str::to_owned),
        none_match: text("if-none-match").map(str::to_owned),
        modified_since: time("if-modified-since")?,
        unmodified_since: time("if-unmodified-since")?,
    })
}

/// The conditions of a request and the lease id that it gives.
pub(super) fn terms(incoming: &Incoming) -> Result<Terms, Refusal> {
    let lease = incoming.header("x-ms-lease-id").map(str::to_owned);
    Ok(Terms { conditions: conditions(&incoming.headers, "")?, lease })
}

/// The headers that are to go out with a blob's content.
pub(super) fn content_headers(incoming: &Incoming) -> ContentHeaders {
    let text = |name: &str| incoming.header(name).filter(|value| !value.is_empty()).map(str::to_owned);
    ContentHeaders {
        content_type: text("x-ms-blob-content-type"),
        encoding: text("x-ms-blob-content-encoding"),
        language: text("x-ms-blob-content-language"),
        disposition: text("x-ms-blob-content-disposition"),
        cache_control: text("x-ms-blob-cache-control"),
        md5: text("x-ms-blob-content-md5"),
    }
}

/// The access tier that a request chooses, of those that block blobs have.
pub(super) fn tier(incoming: &Incoming) -> Result<Option<String>, Refusal> {
    match incoming.header("x-ms-access-tier") {
        None => Ok(None),
        Some(tier @ ("Hot" | "Cool" | "Cold" | ARCHIVE)) => Ok(Some(tier.to_owned())),
        Some(other) => Err(Refusal::header("x-ms-access-tier", other)),
    }
}

/// Metadata; the names follow the rules for identifiers.
pub(super) fn metadata(incoming: &Incoming) -> Result<BTreeMap<String, String>, Refusal> {
    let mut found = BTreeMap::new();
    for (name, value) in &incoming.headers {
        let Some(name) = name.as_str().strip_prefix("x-ms-meta-") else {
            continue;
        };
        let is_identifier = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match value.to_str() {
            Ok(value) if is_identifier => found.insert(name.to_owned(), value.to_owned()),
            _ => return Err(INVALID_METADATA),
        };
    }
    Ok(found)
}

/// Compares content with the checksums that came with it, under these names of headers.
pub(super) fn check_sums(
    headers: &HeaderMap,
    md5_name: &str,
    crc64_name: &str,
    content: &Bytes,
) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(given) = text(md5_name) {
        if STANDARD.decode(given).map(|bytes| bytes.len()) != Ok(16) {
            return Err(INVALID_MD5);
        }
        let computed = md5_of(content);
        if computed != given {
            return Err(MD5_MISMATCH.with("UserSpecifiedMd5", given).with("ServerCalculatedMd5", computed));
        }
    }
    match text(crc64_name) {
        Some(given) if given != crc64_of(content) => {
            Err(CRC64_MISMATCH.with("UserSpecifiedCrc64", given).with("ServerCalculatedCrc64", crc64_of(content)))
        }
        _ => Ok(()),
    }
}

/// The MD5 as it stands in headers.
pub(super) fn md5_of(content: &[u8]) -> String {
    STANDARD.encode(md5(content))
}

/// The CRC64 as it stands in headers.
pub(super) fn crc64_of(content: &[u8]) -> String {
    STANDARD.encode(crc64(content).to_le_bytes())
}

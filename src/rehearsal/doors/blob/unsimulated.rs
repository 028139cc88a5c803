//! What requests ask for that this service does not have: it is refused by its name, for a request that leaves it out means
//! something else (REST reference: URI parameters and request headers of each operation).

use time::Date;
use time::macros::format_description;

use crate::doors::Incoming;
use crate::laws::blob::Refusal;

/// Query parameters: snapshots and versions, deleted blobs, listings that begin elsewhere, namespaces with folders.
const PARAMETERS: [&str; 9] =
    ["snapshot", "versionid", "prevsnapshot", "deletetype", "startfrom", "endbefore", "showonly", "recursive", "upn"];

/// What the names of headers begin with: index tags, legal holds and immutability, encryption with other keys, expiry,
/// bringing blobs back from the archive, page and append blobs, folders.
const HEADERS: [&str; 22] = [
    "x-ms-tags",
    "x-ms-if-tags",
    "x-ms-source-if-tags",
    "x-ms-copy-source-tag-option",
    "x-ms-legal-hold",
    "x-ms-immutability-policy-",
    "x-ms-encryption-",
    "x-ms-source-encryption-",
    "x-ms-default-encryption-scope",
    "x-ms-deny-encryption-scope-override",
    "x-ms-expiry-",
    "x-ms-rehydrate-priority",
    "x-ms-access-tier-if-",
    "x-ms-seal-blob",
    "x-ms-blob-sequence-number",
    "x-ms-structured-",
    "x-ms-prev-snapshot-url",
    "x-ms-owner",
    "x-ms-group",
    "x-ms-permissions",
    "x-ms-acl",
    "x-ms-rename-source",
];

/// Refuses what is not simulated.
pub(super) fn check(incoming: &Incoming) -> Result<(), Refusal> {
    let asked = url::form_urlencoded::parse(incoming.query.as_bytes());
    for (name, _) in asked {
        if PARAMETERS.contains(&name.to_lowercase().as_str()) {
            return Err(Refusal::not_simulated(format!("the query parameter {name}")));
        }
    }
    let is_unknown = |name: &str| HEADERS.iter().any(|start| name.starts_with(start));
    if let Some(name) = incoming.headers.keys().find(|name| is_unknown(name.as_str())) {
        return Err(Refusal::not_simulated(format!("the header {name}")));
    }
    // Without snapshots, all of them are none: that is no reason to delete the blob itself.
    match incoming.header("x-ms-delete-snapshots") {
        None => Ok(()),
        Some(value) if value.eq_ignore_ascii_case("include") => Ok(()),
        Some(value) if value.eq_ignore_ascii_case("only") => {
            Err(Refusal::not_simulated("the header x-ms-delete-snapshots: only"))
        }
        Some(value) => Err(Refusal::header("x-ms-delete-snapshots", value)),
    }
}

/// Versions are dates since 2009 (REST reference, "Versioning for the Azure Storage services").
pub(super) fn check_version(incoming: &Incoming) -> Result<(), Refusal> {
    let Some(version) = incoming.headers.get("x-ms-version") else {
        return Ok(());
    };
    let version = version.to_str().unwrap_or_default();
    match Date::parse(version, format_description!("[year]-[month]-[day]")) {
        Ok(date) if date.year() >= 2009 => Ok(()),
        _ => Err(Refusal::header("x-ms-version", version)),
    }
}

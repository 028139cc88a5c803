//! Where things are in the container. Every name is that of a digest, so that two writers of one name mean the same.

use ring::rand::{SecureRandom, SystemRandom};

use crate::azure::BlobName;
use crate::record::Digest;

/// The folder of releases, with the slash that a listing takes.
pub(super) const RELEASES: &str = "releases/";
/// The folder of layers.
pub(super) const LAYERS: &str = "layers/";
/// The folder of what is being made; nothing refers to it.
pub(super) const STAGING: &str = "staging/";

/// The folder of what releases wrote down.
pub(super) const RECORDS: &str = "records/";

/// The folder of what releases of the app with this production wrote down.
pub(super) fn records(target: &Digest) -> String {
    format!("{RECORDS}{}/", &target.as_str()[..16])
}

/// The record with this number in a folder of [`records`].
pub(super) fn record(folder: &str, number: u64) -> BlobName {
    let text = format!("{folder}{number:012}.json");
    // Made of hexadecimal letters and digits, it is a name.
    text.parse().unwrap_or_else(|_| BlobName::of_digest("records", &Digest::of(text.as_bytes()), ".json"))
}

/// The folder and the number of a record.
pub(super) fn record_of(name: &BlobName) -> Option<(&str, u64)> {
    let (folder, file) = name.as_str().split_at(name.as_str().rfind('/')? + 1);
    let app = folder.strip_prefix(RECORDS)?.strip_suffix('/')?;
    let is_app = app.len() == 16 && app.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = file.strip_suffix(".json").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((folder, digits.parse().ok().filter(|_| is_app)?))
}

/// The blob of a release: its package.
pub(super) fn release(id: &Digest) -> BlobName {
    BlobName::of_digest("releases", id, ".zip")
}

/// The release of which this is the blob.
pub(super) fn release_of(name: &BlobName) -> Option<Digest> {
    name.digest("releases", ".zip")
}

/// The description of a layer.
pub(super) fn layer(key: &Digest) -> BlobName {
    BlobName::of_digest("layers", key, ".json")
}

/// A blob that one run makes and removes.
pub(super) fn staging(nonce: &Digest) -> BlobName {
    BlobName::of_digest("staging", nonce, ".zip")
}

/// Whether a run made this blob under a name of its own.
pub(super) fn is_staging(name: &BlobName) -> bool {
    name.digest("staging", ".zip").is_some()
}

/// The blob to which the right to write is tried. It is never committed.
pub(super) fn trial() -> BlobName {
    BlobName::of_digest("staging", &Digest::of(b"may this identity write?"), ".trial")
}

/// A name that no other run has.
pub(super) fn nonce() -> Digest {
    let mut random = [0; 32];
    let _ = SystemRandom::new().fill(&mut random);
    Digest::of(&random)
}

//! Where things are in the container. Every name is that of a digest, so that two writers of one name mean the same.

use crate::azure::BlobName;
use crate::record::Digest;

/// The blob to which the right to write is tried. It is never committed.
pub(super) fn trial() -> BlobName {
    BlobName::of_digest("staging", &Digest::of(b"may this identity write?"), ".trial")
}

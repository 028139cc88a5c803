use super::PackOptions;
use crate::record::Digest;

/// The one entry that we add; the same for the same content.
pub(super) fn release_json(digest: &Digest) -> Vec<u8> {
    format!("{{\"schema\":1,\"content_digest\":\"{digest}\"}}\n").into_bytes()
}

/// The same of what a server built of sources.
pub fn built_json(digest: &Digest, sources: &Digest) -> Vec<u8> {
    format!("{{\"schema\":1,\"content_digest\":\"{digest}\",\"sources_digest\":\"{sources}\"}}\n").into_bytes()
}

/// The same entry of sources that are to be built where they are sent to. It names no content: until what was built is read back,
/// that is unknown.
pub(super) fn sources_json(digest: &Digest) -> Vec<u8> {
    format!("{{\"schema\":1,\"sources_digest\":\"{digest}\"}}\n").into_bytes()
}

impl PackOptions {
    /// The entry of a package with this content digest.
    pub(super) fn entry(&self, digest: &Digest) -> Vec<u8> {
        if self.for_build { sources_json(digest) } else { release_json(digest) }
    }
}

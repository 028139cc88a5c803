use crate::record::Digest;

/// The one entry that we add; the same for the same content.
pub(super) fn release_json(digest: &Digest) -> Vec<u8> {
    format!("{{\"schema\":1,\"content_digest\":\"{digest}\"}}\n").into_bytes()
}

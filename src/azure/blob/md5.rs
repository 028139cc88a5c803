use md5::{Digest, Md5};

/// The checksum of a request's body, which the service compares with its own (REST reference, "Put Block", `Content-MD5`). It
/// finds damage on the way and protects nothing. The other checksum that Azure takes, CRC64, its emulator does not know.
pub(super) fn md5(bytes: &[u8]) -> Vec<u8> {
    Md5::digest(bytes).to_vec()
}

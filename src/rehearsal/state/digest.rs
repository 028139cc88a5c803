/// The first `bytes` bytes of a SHA-256, in hexadecimal digits: names that are the same in each telling of a story.
pub(super) fn hash_of(seed: &[u8], bytes: usize) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, seed);
    hash.as_ref().iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

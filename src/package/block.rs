use crate::record::Digest;

/// One block of a package, in the order of the file. Its id in the store is its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its bytes.
    pub length: u64,
    /// Where its bytes lie in the file `Package::path`; `None`: not on this machine, only in the store.
    pub at: Option<u64>,
}

impl Block {
    /// The name of a package of these blocks: SHA-256 over their digests, one a line.
    pub fn release_id(blocks: &[Self]) -> Digest {
        let lines: String = blocks.iter().map(|block| format!("{}\n", block.digest)).collect();
        Digest::of(lines.as_bytes())
    }
}

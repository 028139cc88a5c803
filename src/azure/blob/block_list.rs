use std::collections::HashMap;

use azure_storage_blob::models::{Block, BlockList as SdkBlockList};

use crate::record::Digest;

/// The blocks of a blob.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockList {
    /// The entity tag of the blob; none while nothing is committed.
    pub etag: Option<String>,
    /// What its content is made of, in order.
    pub committed: Vec<StoredBlock>,
    /// What was uploaded and is part of nothing yet.
    pub uncommitted: Vec<StoredBlock>,
}

/// A block in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBlock {
    /// What its id says it holds; `None` for an id that is not a digest.
    pub digest: Option<Digest>,
    /// Its length in bytes.
    pub length: u64,
}

impl BlockList {
    pub(super) fn of(list: SdkBlockList, etag: Option<String>) -> Self {
        let blocks = |blocks: Option<Vec<Block>>| blocks.into_iter().flatten().map(stored).collect();
        let committed: Vec<StoredBlock> = blocks(list.committed_blocks);
        Self { etag, committed, uncommitted: blocks(list.uncommitted_blocks) }
    }

    /// Where each committed block begins; of several with the same content, the first.
    pub fn offsets(&self) -> HashMap<Digest, (u64, u64)> {
        let mut found = HashMap::new();
        let mut at = 0_u64;
        for block in &self.committed {
            if let Some(digest) = &block.digest {
                found.entry(digest.clone()).or_insert((at, block.length));
            }
            at = at.saturating_add(block.length);
        }
        found
    }
}

fn stored(block: Block) -> StoredBlock {
    let name = block.name.unwrap_or_default();
    let digest = std::str::from_utf8(&name).ok().filter(|text| text.len() == 64).and_then(|text| text.parse().ok());
    let length = block.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
    StoredBlock { digest, length }
}

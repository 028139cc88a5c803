use url::Url;

use super::{Store, StoreError, layout};
use crate::azure::{BlobName, StoredBlock};
use crate::package::Block;
use crate::record::Digest;

/// A package that is in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retained {
    /// Its release.
    pub release: Digest,
    /// Its blocks; none of them is on this machine.
    pub blocks: Vec<Block>,
}

impl Store {
    /// Where the package of this release is, or will be.
    pub fn release_url(&self, release: &Digest) -> Url {
        self.blobs.container().blob(&layout::release(release))
    }

    /// The content of the package in this blob, as it says itself; `None` when it is not there, or says nothing.
    pub async fn content_of(&self, name: &BlobName) -> Result<Option<Digest>, StoreError> {
        let found = self.asked(self.blobs.properties(name).await)?;
        Ok(found.and_then(|blob| blob.metadata.get("digest")?.parse().ok()))
    }

    /// The newest package with this content, if one is there whose blocks all have digests for ids.
    pub async fn retained(&self, content: &Digest) -> Result<Option<Retained>, StoreError> {
        let mut listed = self.asked(self.blobs.list(layout::RELEASES).await)?.blobs;
        listed.retain(|one| {
            let says = |name: &str| one.metadata.get(name).map(String::as_str);
            says("slotdeploy") == Some("release") && says("digest") == Some(content.as_str())
        });
        listed.sort_by_key(|one| std::cmp::Reverse(one.modified));
        for one in listed {
            let Some(release) = layout::release_of(&one.name) else { continue };
            let Some(list) = self.asked(self.blobs.blocks(&one.name).await)? else { continue };
            let block = |block: StoredBlock| Some(Block { digest: block.digest?, length: block.length, at: None });
            let blocks: Option<Vec<Block>> = list.committed.into_iter().map(block).collect();
            // Its name is made of its blocks: another one is not what was released under it.
            if let Some(blocks) = blocks.filter(|blocks| Block::release_id(blocks) == release) {
                return Ok(Some(Retained { release, blocks }));
            }
        }
        Ok(None)
    }
}

use std::collections::{BTreeSet, HashMap};

use super::plan::{Base, Plan};
use super::{Upload, plan_bytes};
use crate::azure::BlobName;
use crate::record::Digest;
use crate::store::{StoreError, layout};

/// So many releases are looked into that only a listing named, the newest first.
const NEWEST: usize = 3;
/// A listing costs a request, and so does each release that it names: less than this is sent instead.
const WORTH_A_LOOK: u64 = 512 * 1024;

impl Upload<'_> {
    /// Releases to reuse blocks of: the likely ones, then the newest, as long as something worth it is missing.
    pub(super) async fn bases(
        &self,
        likely: &[BlobName],
        without: &BTreeSet<BlobName>,
        waiting: &HashMap<Digest, u64>,
    ) -> Result<Vec<Base>, StoreError> {
        let mut bases = Vec::new();
        let mut seen: BTreeSet<&BlobName> = BTreeSet::from([&self.name]);
        for name in likely {
            if self.is_covered(&bases, waiting, 0) {
                return Ok(bases);
            }
            if seen.insert(name) && !without.contains(name) {
                bases.extend(self.base(name).await?);
            }
        }
        if self.is_covered(&bases, waiting, WORTH_A_LOOK) {
            return Ok(bases);
        }
        let mut listed = self.store.asked(self.store.blobs.list(layout::RELEASES).await)?.blobs;
        listed.retain(|blob| layout::release_of(&blob.name).is_some() && blob.length > 0);
        listed.sort_by(|a, b| b.modified.cmp(&a.modified).then_with(|| a.name.cmp(&b.name)));
        let others = listed.iter().filter(|blob| !seen.contains(&blob.name) && !without.contains(&blob.name));
        for blob in others.take(NEWEST) {
            bases.extend(self.base(&blob.name).await?);
            if self.is_covered(&bases, waiting, WORTH_A_LOOK) {
                break;
            }
        }
        Ok(bases)
    }

    async fn base(&self, name: &BlobName) -> Result<Option<Base>, StoreError> {
        let list = self.store.asked(self.store.blobs.blocks(name).await)?;
        Ok(list.and_then(|list| Base::of(name.clone(), &list)).filter(|base| base.bytes_of(self.parcel.blocks) > 0))
    }

    /// Whether at most so many bytes have to be sent, and nothing is missing.
    fn is_covered(&self, bases: &[Base], waiting: &HashMap<Digest, u64>, most: u64) -> bool {
        let plan = Plan::of(self.parcel.blocks, waiting, bases);
        plan.missing == 0 && plan_bytes(&plan).sent <= most
    }
}

use crate::azure::{BlobProperties, BlockList, CopyEnd};
use crate::store::{Parcel, ReleaseMeta};

/// What a blob with the release's name is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Present {
    /// The release.
    Same,
    /// The empty target of a copy that goes on.
    Coming,
    /// The empty target of a copy that failed.
    Left,
    /// Something else.
    Other(String),
}

/// Compares what is stored with what was planned: blocks by id and length, and what the blob says of itself.
pub(super) fn judge(parcel: &Parcel<'_>, meta: &ReleaseMeta, properties: &BlobProperties, list: &BlockList) -> Present {
    match &properties.copy {
        Some(CopyEnd::Pending) => return Present::Coming,
        Some(CopyEnd::Failed(_)) => return Present::Left,
        _ => {}
    }
    if list.committed.len() != parcel.blocks.len() {
        return Present::Other(format!("it has {} blocks, not {}", list.committed.len(), parcel.blocks.len()));
    }
    let differs = |(stored, block): &(&crate::azure::StoredBlock, &crate::package::Block)| {
        stored.digest.as_ref() != Some(&block.digest) || stored.length != block.length
    };
    let pairs = || list.committed.iter().zip(parcel.blocks);
    if let Some(number) = pairs().position(|pair| differs(&pair)) {
        return Present::Other(format!("its block {number} is another one"));
    }
    if properties.length != parcel.length() {
        return Present::Other(format!("it has {} bytes, not {}", properties.length, parcel.length()));
    }
    let expected = meta.meta();
    if !expected.is_in(&properties.metadata, ReleaseMeta::essential()) {
        return Present::Other("its metadata are not those of the release".to_owned());
    }
    Present::Same
}

use serde::{Deserialize, Serialize};

/// What garbage collection of the container of packages found, and did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GarbageEntry {
    /// Whether it was to delete what it found; else it only lists it.
    pub deletes: bool,
    /// What was deleted, or would be.
    pub unneeded: Vec<Pile>,
    /// What was to be deleted, and was not.
    pub refused: Vec<Pile>,
    /// What stays.
    pub stays: Vec<Pile>,
}

/// Blobs of one kind, for which one reason counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pile {
    /// What they are.
    pub kind: BlobKind,
    /// How many.
    pub count: usize,
    /// Of how many bytes altogether.
    pub bytes: u64,
    /// The reason, as a clause.
    pub why: String,
}

/// What a blob of the container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlobKind {
    /// The package of a release.
    Package,
    /// The description of a layer of dependencies.
    Layer,
    /// What an upload made on its way.
    Upload,
    /// What a release wrote down.
    Record,
}

impl GarbageEntry {
    /// Adds one blob to a list of piles.
    pub fn add(piles: &mut Vec<Pile>, kind: BlobKind, bytes: u64, why: &str) {
        match piles.iter_mut().find(|pile| pile.kind == kind && pile.why == why) {
            Some(pile) => {
                pile.count += 1;
                pile.bytes += bytes;
            }
            None => piles.push(Pile { kind, count: 1, bytes, why: why.to_owned() }),
        }
    }
}

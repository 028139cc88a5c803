use std::collections::{HashMap, HashSet};

use crate::azure::{BlobName, BlockList, Place};
use crate::package::Block;
use crate::record::Digest;

/// A release whose blocks may be reused.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// Its blob.
    pub name: BlobName,
    /// The state of it that the ranges are of.
    pub etag: String,
    /// Where its blocks are.
    blocks: HashMap<Digest, (u64, u64)>,
}

/// Where the bytes of a block come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// They are with the service already, and wait.
    Waiting,
    /// They are a range of another release.
    Reused(Place),
    /// They are in the file.
    File {
        /// From this byte on.
        at: u64,
    },
}

/// A block and where its bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub digest: Digest,
    pub length: u64,
    pub source: Source,
}

/// Where each block comes from, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
    /// How many blocks are nowhere.
    pub missing: usize,
    /// And how many bytes of them.
    pub missing_bytes: u64,
}

impl Base {
    /// A committed blob; one that is not is no base.
    pub(super) fn of(name: BlobName, list: &BlockList) -> Option<Self> {
        let etag = list.etag.clone()?;
        Some(Self { name, etag, blocks: list.offsets() })
    }

    fn place(&self, block: &Block) -> Option<Place> {
        let (from, length) = *self.blocks.get(&block.digest)?;
        (length == block.length).then(|| Place { blob: self.name.clone(), etag: self.etag.clone(), from, length })
    }

    /// How many bytes of these blocks it has.
    pub(super) fn bytes_of(&self, blocks: &[Block]) -> u64 {
        distinct(blocks).filter(|block| self.place(block).is_some()).map(|block| block.length).sum()
    }
}

impl Plan {
    /// What waits is not sent again, and what is in the store is not uploaded; an earlier base goes before a later one.
    pub(super) fn of(blocks: &[Block], waiting: &HashMap<Digest, u64>, bases: &[Base]) -> Self {
        let mut plan = Self::default();
        for block in distinct(blocks) {
            let found = if waiting.get(&block.digest) == Some(&block.length) {
                Some(Source::Waiting)
            } else {
                let reused = bases.iter().find_map(|base| base.place(block)).map(Source::Reused);
                reused.or(block.at.map(|at| Source::File { at }))
            };
            match found {
                Some(source) => plan.steps.push(Step { digest: block.digest.clone(), length: block.length, source }),
                None => {
                    plan.missing += 1;
                    plan.missing_bytes += block.length;
                }
            }
        }
        plan
    }

    /// The bytes of the steps with such a source.
    pub(super) fn bytes(&self, is: impl Fn(&Source) -> bool) -> u64 {
        self.steps.iter().filter(|step| is(&step.source)).map(|step| step.length).sum()
    }

    /// Whether anything comes out of another release.
    pub(super) fn reuses(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.source, Source::Reused(_)))
    }
}

/// Each block once, though a package may repeat it.
pub(super) fn distinct(blocks: &[Block]) -> impl Iterator<Item = &Block> {
    let mut seen = HashSet::new();
    blocks.iter().filter(move |block| seen.insert(&block.digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::StoredBlock;

    fn block(text: &str, at: Option<u64>) -> Block {
        Block { digest: Digest::of(text.as_bytes()), length: text.len() as u64, at }
    }

    fn base(name: &str, texts: &[&str]) -> Base {
        let committed = texts
            .iter()
            .map(|text| StoredBlock { digest: Some(Digest::of(text.as_bytes())), length: text.len() as u64 });
        let list =
            BlockList { etag: Some("\"1\"".to_owned()), committed: committed.collect(), uncommitted: Vec::new() };
        Base::of(name.parse().unwrap(), &list).unwrap()
    }

    fn sources(plan: &Plan) -> Vec<String> {
        let shown = |step: &Step| match &step.source {
            Source::Waiting => "waiting".to_owned(),
            Source::Reused(place) => format!("{} {}+{}", place.blob, place.from, place.length),
            Source::File { at } => format!("file {at}"),
        };
        plan.steps.iter().map(shown).collect()
    }

    #[test]
    fn each_block_comes_from_the_nearest_place_that_has_it_and_once() {
        let blocks =
            [block("aa", Some(0)), block("bbb", Some(2)), block("c", Some(5)), block("aa", Some(6)), block("dd", None)];
        let waiting = HashMap::from([(Digest::of(b"c"), 1)]);
        let bases = [base("x", &["zzzz", "bbb"]), base("y", &["bbb", "dd"])];
        let plan = Plan::of(&blocks, &waiting, &bases);
        assert_eq!(sources(&plan), ["file 0", "x 4+3", "waiting", "y 3+2"]);
        assert_eq!((plan.missing, bases[1].bytes_of(&blocks)), (0, 5));
    }

    #[test]
    fn a_block_of_another_length_is_not_taken_and_what_is_nowhere_is_counted() {
        let blocks = [Block { length: 9, ..block("bbb", None) }, block("e", None)];
        let waiting = HashMap::from([(Digest::of(b"e"), 2)]);
        let plan = Plan::of(&blocks, &waiting, &[base("x", &["bbb"])]);
        assert_eq!((plan.steps.len(), plan.missing, plan.missing_bytes), (0, 2, 10));
    }
}

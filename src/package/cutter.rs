/// Packages of this size and more have blocks of their own, so that a new version of one does not change the blocks of others:
/// with coarser cuts a bump of one of 60 Python packages sent 8 MB instead of 1.5 MB.
pub(super) const LEAST: u64 = 256 << 10;
/// No block is larger: it waits in memory until it is whole.
pub(super) const MOST: u64 = 8 << 20;

/// A part of a layered package. No block reaches from one into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Dependencies,
    Code,
    DependenciesDirectory,
    /// With the end of the package.
    CodeDirectory,
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So much more belongs to the block.
    Take(u64),
    /// The block ends, with the first so many of the bytes that were taken and are in no block; the rest begins the next one.
    End(u64),
}

/// Decides where a package is cut into blocks: by lengths and names alone, so that the same package has the same blocks wherever
/// it comes from, and as far as possible at the borders of entries, so that a change leaves the blocks before and behind it alone.
#[derive(Debug)]
pub(super) struct Cutter {
    part: Part,
    package: String,
    length: u64,
    /// Where in the block its last entry begins.
    entry: u64,
}

impl Cutter {
    pub(super) fn new() -> Self {
        Self { part: Part::Dependencies, package: String::new(), length: 0, entry: 0 }
    }

    /// An entry begins. Returns the length of the block that ends before it.
    pub(super) fn begin(&mut self, part: Part, package: &str) -> Option<u64> {
        let is_other = package != self.package;
        let ends = self.length > 0 && (part != self.part || (is_other && self.length >= LEAST));
        let ended = ends.then(|| std::mem::take(&mut self.length));
        self.part = part;
        self.entry = self.length;
        if is_other {
            package.clone_into(&mut self.package);
        }
        ended
    }

    /// So many more bytes of the entry wait.
    pub(super) fn step(&mut self, waiting: u64) -> Step {
        let room = MOST - self.length;
        if waiting <= room || (self.entry == 0 && room > 0) {
            let taken = waiting.min(room);
            self.length += taken;
            return Step::Take(taken);
        }
        // An entry that has no room in the block begins the next one; one that fills a block is cut inside.
        let ended = if self.entry == 0 { self.length } else { self.entry };
        self.length -= ended;
        self.entry = 0;
        Step::End(ended)
    }

    /// The lengths of the blocks of a package with these entries.
    pub(super) fn lengths<'a>(entries: impl IntoIterator<Item = (Part, &'a str, u64)>) -> Vec<u64> {
        let (mut cutter, mut lengths) = (Self::new(), Vec::new());
        for (part, package, mut waiting) in entries {
            lengths.extend(cutter.begin(part, package));
            while waiting > 0 {
                match cutter.step(waiting) {
                    Step::Take(taken) => waiting -= taken,
                    Step::End(length) => lengths.push(length),
                }
            }
        }
        lengths.extend(Some(cutter.length).filter(|length| *length > 0));
        lengths
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(entries: &[(&str, u64)]) -> Vec<u64> {
        Cutter::lengths(entries.iter().map(|(package, length)| (Part::Code, *package, *length)))
    }

    #[test]
    fn a_block_ends_where_a_package_ends_that_is_large_enough() {
        assert_eq!(code(&[("a", LEAST - 1), ("b", 1), ("b", 5), ("c", 7)]), [LEAST + 5, 7]);
        assert_eq!(code(&[("a", 1), ("b", 1)]), [2]);
    }

    #[test]
    fn no_block_is_too_large_and_an_entry_is_cut_only_when_it_is() {
        assert_eq!(code(&[("a", MOST - 1), ("a", 2), ("a", 3)]), [MOST - 1, 5]);
        assert_eq!(code(&[("a", 4), ("a", 2 * MOST + 3), ("a", 2)]), [4, MOST, MOST, 5]);
    }

    #[test]
    fn no_block_reaches_from_one_part_into_another() {
        let parts = [Part::Dependencies, Part::Code, Part::DependenciesDirectory, Part::CodeDirectory];
        assert_eq!(Cutter::lengths(parts.map(|part| (part, "", 3))), [3, 3, 3, 3]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_in_how_many_pieces_an_entry_comes(
            entries in prop::collection::vec(("[a-c]", 0..20u64, 1..MOST), 0..9)
        ) {
            let whole: Vec<_> = entries.iter().map(|(name, times, piece)| (name.as_str(), times * piece)).collect();
            let (mut cutter, mut lengths) = (Cutter::new(), Vec::new());
            for (name, times, piece) in &entries {
                lengths.extend(cutter.begin(Part::Code, name));
                for _ in 0..*times {
                    let mut waiting = *piece;
                    while waiting > 0 {
                        match cutter.step(waiting) {
                            Step::Take(taken) => waiting -= taken,
                            Step::End(length) => lengths.push(length),
                        }
                    }
                }
            }
            lengths.extend(Some(cutter.length).filter(|length| *length > 0));
            prop_assert!(lengths.iter().all(|length| (1..=MOST).contains(length)));
            prop_assert_eq!(lengths, code(&whole));
        }
    }
}

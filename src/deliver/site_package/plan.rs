use std::collections::HashMap;

use crate::azure::Piece;
use crate::package::Block;
use crate::record::Digest;

/// No command copies more: it has to end before the front end gives up (facts: wwwroot).
const LARGEST_PIECE: u64 = 64 << 20;
/// Each piece is a command. Beyond this the package is sent whole.
const MOST_PIECES: usize = 40;
/// What is sent of a package that is put together is held in memory.
const MOST_SENT: u64 = 64 << 20;

/// How a package is put together from one that lies on the share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// What is copied out of the base.
    pub copied: Vec<Piece>,
    /// What is sent: from where in the file on this machine, to where in the package.
    pub sent: Vec<Piece>,
}

impl Plan {
    /// A plan for these blocks and a base with those; `None` when it is not worth it.
    pub(super) fn of(blocks: &[Block], base: &[(Digest, u64)]) -> Option<Self> {
        let mut places = HashMap::new();
        let mut at = 0_u64;
        for (digest, length) in base {
            places.entry((digest, *length)).or_insert(at);
            at = at.checked_add(*length)?;
        }
        let (mut plan, mut to) = (Self::default(), 0);
        for Block { digest, length, at } in blocks {
            let length = *length;
            match (places.get(&(digest, length)), at) {
                (Some(from), _) => add(&mut plan.copied, Piece { from: *from, to, length }),
                (None, Some(from)) => add(&mut plan.sent, Piece { from: *from, to, length }),
                (None, None) => return None,
            }
            to += length;
        }
        let (copied, sent) = (bytes(&plan.copied), bytes(&plan.sent));
        let pieces = plan.copied.len() + plan.sent.len();
        (copied > sent && sent <= MOST_SENT && pieces <= MOST_PIECES).then_some(plan)
    }

    /// How many bytes are copied on the share.
    pub(super) fn copied_bytes(&self) -> u64 {
        bytes(&self.copied)
    }

    /// How many bytes are sent.
    pub(super) fn sent_bytes(&self) -> u64 {
        bytes(&self.sent)
    }

    /// The pieces of the file that holds what is sent, one behind the other.
    pub(super) fn of_delta(&self) -> impl Iterator<Item = Piece> {
        let mut from = 0;
        self.sent.iter().map(move |piece| {
            let piece = Piece { from, ..*piece };
            from += piece.length;
            piece
        })
    }
}

/// Adds a piece, to the one before it where both follow it.
fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    if let Some(last) = pieces.last_mut()
        && last.from + last.length == piece.from
        && last.to + last.length == piece.to
        && last.length + piece.length <= LARGEST_PIECE
    {
        last.length += piece.length;
        return;
    }
    pieces.push(piece);
}

fn bytes(pieces: &[Piece]) -> u64 {
    pieces.iter().map(|piece| piece.length).sum()
}

/// The blocks of a package as they are written down beside it.
pub(super) fn written(blocks: &[Block]) -> String {
    blocks.iter().map(|block| format!("{} {}\n", block.digest, block.length)).collect()
}

/// The same, read; `None` when it is not that, or of a package of another length.
pub(super) fn read(text: &[u8], bytes: u64) -> Option<Vec<(Digest, u64)>> {
    let text = std::str::from_utf8(text).ok()?;
    let block = |line: &str| {
        let (digest, length) = line.split_once(' ')?;
        Some((digest.parse().ok()?, length.parse().ok()?))
    };
    let blocks: Vec<(Digest, u64)> = text.lines().map(block).collect::<Option<_>>()?;
    let whole = blocks.iter().try_fold(0_u64, |sum, (_, length)| sum.checked_add(*length))?;
    (whole == bytes).then_some(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(texts: &[&str]) -> Vec<Block> {
        let mut at = 0;
        let block = |text: &&str| {
            at += text.len() as u64;
            Block { digest: Digest::of(text.as_bytes()), length: text.len() as u64, at: Some(at - text.len() as u64) }
        };
        texts.iter().map(block).collect()
    }

    fn base(texts: &[&str]) -> Vec<(Digest, u64)> {
        package(texts).into_iter().map(|block| (block.digest, block.length)).collect()
    }

    fn copy(out: &mut [u8], piece: Piece, from: &str) {
        let (to, length) = (piece.to as usize, piece.length as usize);
        out[to..to + length].copy_from_slice(&from.as_bytes()[piece.from as usize..][..length]);
    }

    /// What the pieces make of a base and a file.
    fn made(plan: &Plan, base: &str, file: &str) -> String {
        let mut out = vec![b'?'; file.len()];
        plan.copied.iter().for_each(|piece| copy(&mut out, *piece, base));
        let sent = |piece: &Piece| &file[piece.from as usize..][..piece.length as usize];
        let delta: String = plan.sent.iter().map(sent).collect();
        plan.of_delta().for_each(|piece| copy(&mut out, piece, &delta));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_the_base_has_is_copied_and_the_rest_is_sent() {
        let (old, new) = (["lib one", "lib two!", "code", "end"], ["lib one", "lib two!", "CODE?", "end", "x"]);
        let plan = Plan::of(&package(&new), &base(&old)).unwrap();
        assert_eq!(plan.copied.len(), 2, "neighbours are copied at once: {plan:?}");
        assert_eq!((plan.copied_bytes(), plan.sent_bytes()), (18, 6));
        assert_eq!(made(&plan, &old.concat(), &new.concat()), new.concat());
    }

    #[test]
    fn a_base_that_has_less_than_half_of_it_is_not_worth_it() {
        assert_eq!(Plan::of(&package(&["abc", "defg"]), &base(&["abc"])), None);
        assert_eq!(Plan::of(&package(&["abc"]), &base(&[])), None);
        let scattered: Vec<String> = (0..100).map(|n| format!("{n:04}")).collect();
        let new: Vec<&str> = scattered.iter().map(String::as_str).collect();
        let old: Vec<&str> = new.iter().rev().copied().collect();
        assert_eq!(Plan::of(&package(&new), &base(&old)), None, "in so many pieces it is sent whole");
        assert!(Plan::of(&package(&new), &base(&new)).is_some());
    }

    #[test]
    fn a_list_of_blocks_is_only_taken_for_a_package_of_its_length() {
        let blocks = package(&["abc", "d"]);
        assert_eq!(read(written(&blocks).as_bytes(), 4), Some(base(&["abc", "d"])));
        for (text, bytes) in [(written(&blocks), 5), ("abc".to_owned(), 0), ("\u{0} 1\n".to_owned(), 1)] {
            assert_eq!(read(text.as_bytes(), bytes), None, "{text}");
        }
    }
}

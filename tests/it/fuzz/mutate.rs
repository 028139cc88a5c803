//! Changes of inputs as fuzzers make them.

use crate::support::dice::Dice;

/// Bytes that parsers take for something else.
const WORDS: [&[u8]; 16] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\xff\xff\xff\xff",
    b"\x00\x00\x00\x80",
    b"{",
    b"}",
    b"[",
    b"\"",
    b"null",
    b"-1",
    b"1e999",
    b": ",
    b"PK\x05\x06",
    b"&a *a",
    b"\xef\xbb\xbf",
];

/// One of the inputs, changed at up to eight places.
pub fn mutated(corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = corpus[dice.below(corpus.len())].clone();
    for _ in 0..=dice.below(8) {
        let at = dice.below(input.len() + 1);
        let end = at + dice.below((input.len() - at).min(32) + 1);
        match dice.below(7) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..end)),
            2 => drop(input.splice(at..at, WORDS[dice.below(WORDS.len())].iter().copied())),
            3 => drop(input.splice(at..end, WORDS[dice.below(WORDS.len())].iter().copied())),
            4 => {
                let piece = input[at..end].to_vec();
                input.splice(at..at, piece);
            }
            5 => {
                let other = &corpus[dice.below(corpus.len())];
                let from = dice.below(other.len() + 1);
                input.truncate(at);
                input.extend(&other[from..]);
            }
            _ => {
                if let Some(byte) = input.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
    input
}

//! How many bits each symbol of a deflate stream takes (RFC 1951 §3.2).

const MOST_BITS: usize = 15;
/// The order in which the lengths of the code for lengths come.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END: usize = 256;

/// The bits of a stream, from the lowest of its first byte.
pub(super) struct Bits<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(stream: &'a [u8]) -> Self {
        Self { stream, at: 0 }
    }

    /// How many were taken.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The next 57; behind the end of the stream are zeros.
    pub(super) fn peek(&self) -> u64 {
        let rest = self.stream.get(self.at / 8..).unwrap_or_default();
        let word = match rest.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        word >> (self.at % 8)
    }

    pub(super) fn skip(&mut self, count: u32) -> Option<()> {
        self.at += count as usize;
        (self.at <= 8 * self.stream.len()).then_some(())
    }

    pub(super) fn take(&mut self, count: u32) -> Option<usize> {
        let taken = self.peek() as usize & ((1 << count) - 1);
        self.skip(count)?;
        Some(taken)
    }

    /// Goes behind a stored block.
    pub(super) fn skip_stored(&mut self) -> Option<()> {
        self.at = self.at.next_multiple_of(8);
        let length = self.take(16)?;
        let is_stored = self.take(16)? == length ^ 0xffff;
        is_stored.then(|| self.skip(8 * length as u32))?
    }
}

/// The symbols of a code, by the bits that begin with them.
const ROOM: usize = 1 << MOST_BITS;
const LITERALS: usize = 0;
const DISTANCES: usize = 1;

/// How many bits a symbol takes with those that stand behind its code, and what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Symbol(u8);

impl Symbol {
    const BITS: u8 = 0x1f;
    /// A distance comes next.
    const LENGTH: u8 = 0x80;
    const STOP: u8 = 0x40;
    /// No symbol has these bits.
    const NONE: Self = Self(Self::STOP);

    pub(super) fn bits(self) -> u32 {
        u32::from(self.0 & Self::BITS)
    }

    /// The code of the next symbol.
    pub(super) fn next(self) -> usize {
        usize::from(self.0 / Self::LENGTH)
    }

    /// The block ends, or it is none.
    pub(super) fn stops(self) -> bool {
        self.0 & Self::STOP != 0
    }

    fn literal(number: usize, bits: u8) -> Self {
        match number {
            ..END => Self(bits),
            END => Self(bits | Self::STOP),
            257..265 | 285 => Self(bits | Self::LENGTH),
            265..285 => Self((bits + ((number - 261) / 4) as u8) | Self::LENGTH),
            _ => Self::NONE,
        }
    }

    fn distance(number: usize, bits: u8) -> Self {
        match number {
            ..4 => Self(bits),
            4..30 => Self(bits + number as u8 / 2 - 1),
            _ => Self::NONE,
        }
    }
}

/// The two codes of a block in one table, so that going from symbol to symbol needs no decision that a processor could guess wrong:
/// that takes half as long.
pub(super) struct CodeLengths {
    table: Box<[Symbol; 2 * ROOM]>,
    masks: [usize; 2],
}

impl CodeLengths {
    pub(super) fn new() -> Self {
        Self { table: Box::new([Symbol::NONE; 2 * ROOM]), masks: [0; 2] }
    }

    /// The symbol that these bits begin with. `code`: what the symbol before said comes next; 0 at the begin of a block.
    pub(super) fn first(&self, code: usize, bits: u64) -> Symbol {
        self.table[((code * ROOM) | (bits as usize & self.masks[code & 1])) & (2 * ROOM - 1)]
    }

    /// The codes of a block that has none of its own.
    pub(super) fn set_fixed(&mut self) -> Option<()> {
        let literals = [(8, 144), (9, 112), (7, 24), (8, 8)].iter().flat_map(|(bits, count)| vec![*bits; *count]);
        self.set(LITERALS, &literals.collect::<Vec<u8>>(), Symbol::literal)?;
        self.set(DISTANCES, &[5; 30], Symbol::distance)
    }

    /// Reads those of the block that begins.
    pub(super) fn read(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        let literals = bits.take(5)? + 257;
        let distances = bits.take(5)? + 1;
        let count = bits.take(4)? + 4;
        let mut lengths = [0; 19];
        for place in ORDER.iter().take(count) {
            lengths[*place] = bits.take(3)? as u8;
        }
        // Of these 19 symbols the table holds their numbers.
        self.set(LITERALS, &lengths, |number, _| Symbol(number as u8))?;
        let mut all: Vec<u8> = Vec::with_capacity(literals + distances);
        while all.len() < literals + distances {
            let number = usize::from(self.first(LITERALS, bits.peek()).0);
            bits.skip(u32::from(*lengths.get(number)?))?;
            let (length, times) = match number {
                16 => (*all.last()?, bits.take(2)? + 3),
                17 => (0, bits.take(3)? + 3),
                18 => (0, bits.take(7)? + 11),
                length => (length as u8, 1),
            };
            all.resize(all.len() + times, length);
        }
        if all.len() > literals + distances {
            return None;
        }
        self.set(LITERALS, &all[..literals], Symbol::literal)?;
        self.set(DISTANCES, &all[literals..], Symbol::distance)
    }

    /// Sets one of the codes to that of symbols whose codes have these lengths.
    fn set(&mut self, code: usize, lengths: &[u8], symbol: impl Fn(usize, u8) -> Symbol) -> Option<()> {
        let longest = usize::from(lengths.iter().copied().max().unwrap_or_default());
        self.masks[code] = (1 << longest) - 1;
        let table = self.table.get_mut(code * ROOM..code * ROOM + (1 << longest))?;
        table.fill(Symbol::NONE);
        let mut counts = [0; MOST_BITS + 1];
        lengths.iter().filter(|length| **length > 0).for_each(|length| counts[usize::from(*length)] += 1);
        let (mut next, mut word) = ([0_usize; MOST_BITS + 1], 0);
        for length in 1..=MOST_BITS {
            word = (word + counts[length - 1]) << 1;
            next[length] = word;
        }
        for (number, length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
            let bits = usize::from(*length);
            let word = next[bits];
            next[bits] += 1;
            if word >> bits > 0 {
                return None;
            }
            let reversed = (word as u16).reverse_bits() as usize >> (16 - bits);
            let symbol = symbol(number, *length);
            table[reversed..].iter_mut().step_by(1 << bits).for_each(|entry| *entry = symbol);
        }
        Some(())
    }
}

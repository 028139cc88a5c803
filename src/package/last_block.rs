//! Makes a whole deflate stream the begin of a longer one. libdeflate knows no stream that goes on, so the block that it marked as
//! the last one is looked up and its mark taken away.

use super::code_lengths::{Bits, CodeLengths};

/// Takes the mark of the end from a deflate stream, so that another stream can follow at the next byte. `None`: it is no stream.
pub(super) fn open(stream: &mut Vec<u8>) -> Option<()> {
    let Found { begin, end } = find(stream)?;
    if end.div_ceil(8) != stream.len() {
        return None;
    }
    *stream.get_mut(begin / 8)? &= !(1 << (begin % 8));
    // An empty stored block ends at the border of a byte. Its three bits may have room in the byte that is not full.
    if !(1..=5).contains(&(end % 8)) {
        stream.push(0);
    }
    stream.extend([0, 0, 0xff, 0xff]);
    Some(())
}

/// Where the last block begins and ends, in bits.
struct Found {
    begin: usize,
    end: usize,
}

/// Reads from block to block: no symbol is decoded, only its length matters.
fn find(stream: &[u8]) -> Option<Found> {
    let mut bits = Bits::new(stream);
    let mut lengths = CodeLengths::new();
    loop {
        let begin = bits.at();
        let is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => bits.skip_stored()?,
            1 => {
                lengths.set_fixed()?;
                skip_symbols(&mut bits, &lengths)?;
            }
            2 => {
                lengths.read(&mut bits)?;
                skip_symbols(&mut bits, &lengths)?;
            }
            _ => return None,
        }
        if is_last {
            return Some(Found { begin, end: bits.at() });
        }
    }
}

/// Goes behind the end of a block.
fn skip_symbols(bits: &mut Bits<'_>, lengths: &CodeLengths) -> Option<()> {
    // What one look at the stream shows, and the most that a symbol takes of it.
    const SEEN: u32 = 57;
    const MOST: u32 = 28;
    let mut code = 0;
    loop {
        let seen = bits.peek();
        let mut used = 0;
        while used <= SEEN - MOST {
            let symbol = lengths.first(code, seen >> used);
            used += symbol.bits();
            code = symbol.next();
            if symbol.stops() {
                return (symbol.bits() > 0).then(|| bits.skip(used))?;
            }
        }
        bits.skip(used)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};
    use libdeflater::{CompressionLvl, Compressor};
    use proptest::prelude::*;
    use std::io::Read;

    fn libdeflate(bytes: &[u8], level: i32) -> Vec<u8> {
        let mut compressor = Compressor::new(CompressionLvl::new(level).unwrap());
        let mut out = vec![0; compressor.deflate_compress_bound(bytes.len())];
        let length = compressor.deflate_compress(bytes, &mut out).unwrap();
        out.truncate(length);
        out
    }

    fn zlib(bytes: &[u8], level: u32) -> Vec<u8> {
        let mut out = Vec::with_capacity(2 * bytes.len() + 100);
        Compress::new(Compression::new(level), false).compress_vec(bytes, &mut out, FlushCompress::Finish).unwrap();
        out
    }

    fn inflated(stream: &[u8]) -> Vec<u8> {
        let mut back = Vec::new();
        let mut decoder = flate2::read::DeflateDecoder::new(stream);
        decoder.read_to_end(&mut back).unwrap();
        assert_eq!(decoder.total_in(), stream.len() as u64, "nothing is left behind the end");
        back
    }

    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let seed = prop::collection::vec(any::<u8>(), 1..3000);
        let any_size = prop_oneof![4 => 1..60usize, 1 => 60..400usize];
        (seed, any_size, 1..256usize, any::<u8>()).prop_map(|(seed, repeats, step, below)| {
            let long = seed.iter().cycle().take(seed.len() * repeats).enumerate();
            long.map(|(at, byte)| (byte % below.max(1)).wrapping_add((at / step / 7) as u8 & 3)).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn a_stream_that_was_opened_goes_on_with_the_next(
            first in bytes(), second in bytes(), level in 1..=9u32, by_zlib in any::<bool>()
        ) {
            let mut stream = if by_zlib { zlib(&first, level) } else { libdeflate(&first, level as i32) };
            open(&mut stream).unwrap();
            stream.extend(libdeflate(&second, level as i32));
            prop_assert!(inflated(&stream) == [first, second].concat());
        }

        #[test]
        fn what_is_no_stream_is_refused_or_opened_and_never_a_crash(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = open(&mut bytes);
        }

        #[test]
        fn a_stream_that_was_cut_off_is_refused(bytes in bytes(), at in any::<prop::sample::Index>()) {
            let mut stream = libdeflate(&bytes, 1);
            stream.truncate(at.index(stream.len()));
            prop_assert!(open(&mut stream).is_none());
        }
    }

    #[test]
    fn machine_code_and_what_does_not_compress_are_opened_too() {
        let mut code = vec![0; 4 << 20];
        std::fs::File::open(std::env::current_exe().unwrap()).unwrap().read_exact(&mut code).unwrap();
        let mut state = 1_u64;
        let noise = (0..300_000).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        });
        let noise: Vec<u8> = noise.collect();
        for part in code.chunks(1 << 20).chain([&noise[..], &[]]) {
            let mut stream = libdeflate(part, 1);
            open(&mut stream).unwrap();
            stream.extend(libdeflate(b"end", 1));
            assert!(inflated(&stream) == [part, b"end"].concat());
        }
    }
}

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crc32fast::Hasher;
use libdeflater::{CompressionLvl, Compressor};

use super::last_block;

/// So much of a file is deflated by itself. The chunks of a file together are one deflate stream, whose bytes depend on the content
/// alone, and not on who deflated which of them. That a chunk does not refer back to the one before costs 0.1 % of the size.
pub(super) const CHUNK: usize = 1 << 20;
/// Measured on 445 MB of Python packages, in seconds of one processor, which divide by their number. Beside: `zip -6` takes 13.1 s for
/// 146.8 MB, archiver 2.1.1 9.0 s for 164.4 MB, zlib-rs at level 6 5.6 s for 148.6 MB.
///
/// | level | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | s | 1.7 | 2.1 | 2.3 | 2.4 | 2.9 | 3.6 | 4.8 |
/// | MB | 158.2 | 152.0 | 150.2 | 149.1 | 145.8 | 144.6 | 143.9 |
///
/// Reading, hashing, joining the chunks and writing take 1.2 s more, and the directory 1.1 MB. On two processors, with what is then
/// uploaded at 100 MB/s, level 1 takes 3.0 s, 4 takes 3.3 s, 5 takes 3.5 s and 6 takes 3.9 s; at 25 MB/s all four 7.8 to 8.2 s.
/// Dependencies are packed again only when they change, but are kept in the store and loaded at each cold start of each instance: 5 is
/// the first level that is as small as `zip -6`, and each further one takes a quarter longer for less than 1 %.
const LEVEL: i32 = 5;

/// What else decides the bytes: a layer that another one made is another layer.
pub(super) const COMPRESSOR: &str = "libdeflate 1.26.1, level 5, chunks of 1 MiB";

/// Which part of its file a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// All of it.
    Whole,
    /// More follows.
    Before,
    Last,
}

/// A part of a file that waits to be deflated.
pub(super) struct Job {
    bytes: Vec<u8>,
    place: Place,
    deflated: SyncSender<Piece>,
}

/// A part of a file, packed.
pub(super) struct Piece {
    /// The bytes for the package.
    pub bytes: Vec<u8>,
    /// They are the bytes of the file: deflating it would make it no smaller.
    pub stored: bool,
    /// The checksum of the bytes of the file.
    pub crc: Hasher,
}

impl Job {
    /// The work, and where its result will come.
    pub(super) fn new(bytes: Vec<u8>, place: Place) -> (Self, Receiver<Piece>) {
        let (deflated, coming) = sync_channel(1);
        (Self { bytes, place, deflated }, coming)
    }
}

/// Deflates one job after the other, until no more can come.
pub(super) fn deflate_all(jobs: &Mutex<Receiver<Job>>) {
    let Ok(level) = CompressionLvl::new(LEVEL) else { return };
    let (mut compressor, mut room) = (Compressor::new(level), Vec::new());
    loop {
        // Whoever holds the lock waits for the next job; the others deflate.
        let next = jobs.lock().map(|jobs| jobs.recv());
        let Ok(Ok(job)) = next else { return };
        // Without a result the writer ends, and with it the packing.
        let Some(bytes) = deflate(&mut compressor, &mut room, &job.bytes, job.place != Place::Before) else { continue };
        let mut crc = Hasher::new();
        crc.update(&job.bytes);
        let stored = job.place == Place::Whole && bytes.len() >= job.bytes.len();
        let bytes = if stored { job.bytes } else { bytes };
        // Nobody waits for it any more when writing failed.
        let _ = job.deflated.send(Piece { bytes, stored, crc });
    }
}

/// `None` would be a defect of the library. `room` is for what comes out, and is used again.
fn deflate(compressor: &mut Compressor, room: &mut Vec<u8>, bytes: &[u8], is_last: bool) -> Option<Vec<u8>> {
    room.resize(room.len().max(compressor.deflate_compress_bound(bytes.len())), 0);
    let length = compressor.deflate_compress(bytes, room).ok()?;
    let mut out = Vec::with_capacity(length + 5);
    out.extend_from_slice(room.get(..length)?);
    if !is_last {
        last_block::open(&mut out)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Read;

    #[test]
    fn the_compressor_is_named_as_it_is_built() {
        let lock = include_str!("../../Cargo.lock").replace("\"\nversion = \"", " ");
        let version = lock.split("\nname = \"libdeflate-sys ").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(COMPRESSOR, format!("libdeflate {version}, level {LEVEL}, chunks of {} MiB", CHUNK >> 20));
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_file_are_one_stream_of_just_its_bytes(
            seed in prop::collection::vec(any::<u8>(), 0..600), repeats in 1usize..40, cuts in prop::collection::vec(0usize..24_000, 0..5)
        ) {
            let whole = seed.repeat(repeats);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(whole.len())).chain([0, whole.len()]).collect();
            cuts.sort_unstable();
            let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).unwrap());
            let (mut stream, mut room) = (Vec::new(), Vec::new());
            for (number, part) in cuts.windows(2).enumerate() {
                let is_last = number + 2 == cuts.len();
                stream.extend(deflate(&mut compressor, &mut room, &whole[part[0]..part[1]], is_last).unwrap());
            }
            let mut back = Vec::new();
            flate2::read::DeflateDecoder::new(&stream[..]).read_to_end(&mut back).unwrap();
            prop_assert_eq!(back, whole);
        }
    }
}

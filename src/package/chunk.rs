use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// So much of a file is deflated by itself. The chunks of a file together are one deflate stream, whose bytes depend on the content
/// alone, and not on who deflated which of them.
pub(super) const CHUNK: usize = 1 << 20;
/// What stands before a chunk is known to it, as far as deflate can refer back: a package is 0.2 % smaller for 2 % more time.
pub(super) const WINDOW: usize = 32 << 10;
/// Measured on 444 MB of Python packages, of which `zip -6` makes 146.8 MB in 14.7 s of a processor and archiver 164.4 MB in 10.6 s
/// (of one: neither uses two). Deflate alone takes, in seconds of a processor, which divide by their number:
///
/// | level | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | s | 1.8 | 3.1 | 3.6 | 4.3 | 4.5 | 5.6 | 9.2 |
/// | MB | 194.9 | 161.4 | 154.3 | 151.5 | 149.0 | 148.6 | 147.3 |
///
/// Reading, hashing and writing take 0.8 s more. With what is then uploaded at 25 MB/s, levels 2 and 3 take 8.4 s on two processors
/// and 6 takes 9.1 s. Dependencies are packed again only when they change, and are loaded at each cold start of each instance, so
/// the smaller package is worth it. Level 7 takes half as long again for less than 1 %.
const LEVEL: u32 = 6;

/// What else decides the bytes: a layer that another one made is another layer.
pub(super) const COMPRESSOR: &str = "zlib-rs 0.6.8, level 6, chunks of 1 MiB with a window";

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
    /// What stands before them in the file: no more than the window.
    before: Vec<u8>,
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
    pub crc: Crc,
}

impl Job {
    /// The work, and where its result will come.
    pub(super) fn new(before: Vec<u8>, bytes: Vec<u8>, place: Place) -> (Self, Receiver<Piece>) {
        let (deflated, coming) = sync_channel(1);
        (Self { before, bytes, place, deflated }, coming)
    }
}

/// Deflates one job after the other, until no more can come.
pub(super) fn deflate_all(jobs: &Mutex<Receiver<Job>>) {
    let mut compress = compressor();
    loop {
        // Whoever holds the lock waits for the next job; the others deflate.
        let next = jobs.lock().map(|jobs| jobs.recv());
        let Ok(Ok(job)) = next else { return };
        // Without a result the writer ends, and with it the packing.
        let Some(bytes) = deflate(&mut compress, &job.before, &job.bytes, job.place != Place::Before) else { continue };
        let (mut crc, size) = (Crc::new(), job.bytes.len());
        crc.update(&job.bytes);
        let stored = job.place == Place::Whole && bytes.len() >= size;
        let bytes = if stored { job.bytes } else { bytes };
        // Nobody waits for it any more when writing failed.
        let _ = job.deflated.send(Piece { bytes, stored, crc });
    }
}

fn compressor() -> Compress {
    Compress::new(Compression::new(LEVEL), false)
}

/// `None` would be a defect of the library.
fn deflate(compress: &mut Compress, before: &[u8], bytes: &[u8], is_last: bool) -> Option<Vec<u8>> {
    // One that is reset remembers what it saw before a window was set: its bytes would depend on who deflated what.
    let mut anew = None;
    let compress = if before.is_empty() {
        compress.reset();
        compress
    } else {
        let anew = anew.insert(compressor());
        anew.set_dictionary(before).ok()?;
        anew
    };
    let flush = if is_last { FlushCompress::Finish } else { FlushCompress::Sync };
    let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let rest = bytes.get(compress.total_in() as usize..)?;
        let status = compress.compress_vec(rest, &mut out, flush).ok()?;
        // Room that is left over shows that all has come out.
        let is_out = compress.total_in() as usize == bytes.len() && out.len() < out.capacity();
        if status == Status::StreamEnd || (!is_last && is_out) {
            return Some(out);
        }
        out.reserve(bytes.len() / 4 + 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Read;

    #[test]
    fn what_was_deflated_before_does_not_matter() {
        // Machine code, of which this test is made, shows it; made-up text does not.
        let mut text = vec![0; 16 << 20];
        std::fs::File::open(std::env::current_exe().unwrap()).unwrap().read_exact(&mut text).unwrap();
        let places = (1..).map(|at| at * (256 << 10)).take_while(|at| at + (256 << 10) <= text.len());
        let chunks: Vec<(&[u8], &[u8])> =
            places.map(|at| (&text[at - WINDOW..at], &text[at..at + (256 << 10)])).collect();
        let mut used = compressor();
        let forth: Vec<_> = chunks.iter().map(|(before, bytes)| deflate(&mut used, before, bytes, false)).collect();
        let back: Vec<_> =
            chunks.iter().rev().map(|(before, bytes)| deflate(&mut used, before, bytes, false)).collect();
        assert!(forth.iter().eq(back.iter().rev()));
    }

    #[test]
    fn the_compressor_is_named_as_it_is_built() {
        let lock = include_str!("../../Cargo.lock").replace("\"\nversion = \"", " ");
        let version = lock.split("\nname = \"zlib-rs ").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(
            COMPRESSOR,
            format!("zlib-rs {version}, level {LEVEL}, chunks of {} MiB with a window", CHUNK >> 20)
        );
    }

    proptest! {
        #[test]
        fn the_pieces_of_a_file_are_one_stream_of_just_its_bytes(
            seed in prop::collection::vec(any::<u8>(), 0..600), repeats in 1usize..40, cuts in prop::collection::vec(0usize..24_000, 0..5)
        ) {
            let whole = seed.repeat(repeats);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(whole.len())).chain([0, whole.len()]).collect();
            cuts.sort_unstable();
            let mut compress = Compress::new(Compression::new(LEVEL), false);
            let mut stream = Vec::new();
            for (number, part) in cuts.windows(2).enumerate() {
                let is_last = number + 2 == cuts.len();
                let before = &whole[part[0].saturating_sub(WINDOW)..part[0]];
                stream.extend(deflate(&mut compress, before, &whole[part[0]..part[1]], is_last).unwrap());
            }
            let mut back = Vec::new();
            flate2::read::DeflateDecoder::new(&stream[..]).read_to_end(&mut back).unwrap();
            prop_assert_eq!(back, whole);
        }
    }
}

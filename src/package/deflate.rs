use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use flate2::Crc;
use ring::digest::{Context, SHA256};

use super::PackageError;
use super::chunk::{CHUNK, Job, Piece, deflate_all};
use super::content::Entry;
use super::given_up::GivenUp;
use super::raw_archive::RawArchive;
use super::tree::TreeFile;
use crate::record::Digest;

/// More than so many threads do not get more than one disk gives.
const MOST_THREADS: usize = 16;

/// What is written next.
enum Next<'a> {
    Begin(&'a str),
    Piece(Receiver<Piece>),
    End,
}

/// Why no more files are read.
enum Stopped {
    Unreadable(PackageError),
    /// Nobody takes what is read: the writer has ended, and says why; or nobody waits for the package.
    Gone,
}

/// As many threads as deflate side by side.
pub(super) fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// Deflates all files into `out`, by so many threads side by side, and hashes them: each is read once, and the bytes are the same
/// whatever the number of threads. In memory are at any time two chunks for each thread.
pub(super) fn deflate<R: Read>(
    threads: usize,
    files: &[TreeFile],
    out: File,
    given_up: &GivenUp,
    open: impl Fn(&Path) -> io::Result<R>,
    unwritable: impl Fn(io::Error) -> PackageError,
) -> Result<(Vec<Entry>, File), PackageError> {
    let (work, jobs) = sync_channel(threads);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        // In the order of the archive; its length bounds what is in memory.
        let (order, coming) = sync_channel(2 * threads);
        for _ in 0..threads {
            scope.spawn(|| deflate_all(&jobs));
        }
        let writer = scope.spawn(move || write_all(&coming, RawArchive::new(out)));
        let reading = Reading { work, order, given_up };
        let read: Result<Vec<Entry>, Stopped> = files.iter().map(|file| reading.read(file, &open)).collect();
        drop(reading);
        let written =
            writer.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes the package ended")));
        match (read, written) {
            (Err(Stopped::Unreadable(error)), _) => Err(error),
            (_, Err(error)) => Err(unwritable(error)),
            (Err(Stopped::Gone), Ok(_)) => Err(unwritable(io::Error::other("not all of the package was written"))),
            (Ok(entries), Ok(file)) => Ok((entries, file)),
        }
    })
}

/// The one who reads.
struct Reading<'a> {
    work: SyncSender<Job>,
    order: SyncSender<Next<'a>>,
    given_up: &'a GivenUp,
}

impl<'a> Reading<'a> {
    fn read<R: Read>(&self, file: &'a TreeFile, open: impl Fn(&Path) -> io::Result<R>) -> Result<Entry, Stopped> {
        let unreadable = |error: io::Error| Stopped::Unreadable(PackageError::unreadable(&file.path, &error));
        let expected = std::fs::metadata(&file.path).map_err(unreadable)?.len();
        let mut reader = open(&file.path).map_err(unreadable)?;
        self.order.send(Next::Begin(&file.name)).map_err(|_| Stopped::Gone)?;
        let (mut context, mut size) = (Context::new(&SHA256), 0);
        loop {
            if self.given_up.is_said() {
                return Err(Stopped::Gone);
            }
            let mut bytes = Vec::with_capacity(CHUNK.min(expected.saturating_sub(size) as usize + 1));
            reader.by_ref().take(CHUNK as u64).read_to_end(&mut bytes).map_err(unreadable)?;
            let is_last = bytes.len() < CHUNK;
            context.update(&bytes);
            size += bytes.len() as u64;
            // An empty file is stored.
            if size > 0 {
                let (job, coming) = Job::new(bytes, is_last);
                self.work.send(job).map_err(|_| Stopped::Gone)?;
                self.order.send(Next::Piece(coming)).map_err(|_| Stopped::Gone)?;
            }
            if is_last {
                break;
            }
        }
        self.order.send(Next::End).map_err(|_| Stopped::Gone)?;
        let hash = Digest::from_hash(context.finish().as_ref());
        Ok(Entry { name: file.name.clone(), executable: file.executable, hash, size })
    }
}

fn write_all(coming: &Receiver<Next<'_>>, mut archive: RawArchive) -> io::Result<File> {
    let (mut name, mut begins, mut crc, mut size) = ("", 0, Crc::new(), 0);
    while let Ok(next) = coming.recv() {
        match next {
            Next::Begin(new) => {
                (name, begins, crc, size) = (new, archive.begin(new)?, Crc::new(), 0);
            }
            Next::Piece(coming) => {
                let piece = coming.recv().map_err(|_| io::Error::other("a part of a file could not be deflated"))?;
                archive.append(&piece.bytes)?;
                crc.combine(&piece.crc);
                size += piece.size;
            }
            Next::End => archive.end(name, begins, &crc, size),
        }
    }
    archive.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use zip::ZipArchive;

    /// A file of this name and content in a folder.
    fn written(folder: &Path, name: &str, bytes: &[u8]) -> TreeFile {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        TreeFile { name: name.to_owned(), path, executable: false }
    }

    fn unwritable(error: io::Error) -> PackageError {
        PackageError::unwritable(Path::new("out"), &error)
    }

    /// Deflates these contents by so many threads: the bytes, and the contents as they are read back.
    fn deflated(contents: &BTreeMap<String, Vec<u8>>, threads: usize) -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
        let folder = tempfile::tempdir().unwrap();
        let files: Vec<TreeFile> = contents.iter().map(|(name, bytes)| written(folder.path(), name, bytes)).collect();
        let path = folder.path().join("archive");
        let out = File::options().read(true).write(true).create_new(true).open(&path).unwrap();
        let open = |path: &Path| File::open(path);
        let (entries, file) = deflate(threads, &files, out, &GivenUp::default(), open, unwritable).unwrap();
        let mut archive = ZipArchive::new(file).unwrap();
        let back = (0..archive.len()).map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        });
        let back: BTreeMap<String, Vec<u8>> = back.collect();
        for (entry, bytes) in entries.iter().zip(contents.values()) {
            assert_eq!((&entry.hash, entry.size), (&Digest::of(bytes), bytes.len() as u64), "{}", entry.name);
        }
        (std::fs::read(&path).unwrap(), back)
    }

    fn file() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![Just(0), Just(CHUNK - 1), Just(CHUNK), Just(CHUNK + 1), Just(2 * CHUNK), 1..5000usize];
        (piece, any::<u8>(), any::<bool>()).prop_map(|(size, seed, even)| {
            (0..size).map(|at| if even { seed } else { (at * at / 7) as u8 ^ seed }).collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_number_of_threads_makes_the_same_archive_and_all_of_it_comes_back(
            contents in prop::collection::btree_map("[a-zäß]{1,9}", file(), 0..6)
        ) {
            let (one, back) = deflated(&contents, 1);
            prop_assert_eq!(&back, &contents);
            for threads in [2, 8] {
                prop_assert!(deflated(&contents, threads).0 == one, "{} threads make other bytes", threads);
            }
        }
    }

    #[test]
    fn a_disk_that_is_full_ends_the_packing_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let files = [written(folder.path(), "large", &vec![7; 20 * CHUNK])];
        // What is written to it is refused, as by a full disk.
        let full = File::open(&files[0].path).unwrap();
        let refused = deflate(2, &files, full, &GivenUp::default(), |path: &Path| File::open(path), unwritable);
        assert!(matches!(refused, Err(PackageError::Unwritable { .. })));
    }

    #[test]
    fn a_file_that_cannot_be_read_ends_the_packing_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let files = [written(folder.path(), "there", b"x")];
        let out = tempfile::tempfile().unwrap();
        let broken = |_: &Path| Ok(io::Read::chain(&b"some"[..], Broken));
        let refused = deflate(2, &files, out, &GivenUp::default(), broken, unwritable);
        assert!(matches!(refused, Err(PackageError::Unreadable { path, .. }) if path.ends_with("there")));
    }

    /// Gives as many bytes as are asked for, for ever; the first reading gives up.
    struct Endless(Option<crate::package::given_up::GivesUp>);

    impl Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.0 = None;
            Ok(into.len())
        }
    }

    #[test]
    fn a_package_that_nobody_waits_for_is_not_made_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let files = [written(folder.path(), "there", b"x")];
        let given_up = GivenUp::default();
        let open = |_: &Path| Ok(Endless(Some(given_up.on_drop())));
        let out = tempfile::tempfile().unwrap();
        let ended = deflate(2, &files, out, &given_up, open, unwritable);
        assert!(matches!(ended, Err(PackageError::Unwritable { .. })));
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("a bad sector"))
        }
    }
}

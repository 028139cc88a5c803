use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::SystemTime;

use crc32fast::Hasher;
use ring::digest::{Context, SHA256};

use super::PackageError;
use super::chunk::{CHUNK, Job, Piece, Place, deflate_all};
use super::compiled::without_time;
use super::content::Entry;
use super::given_up::GivenUp;
use super::layered::LayeredZip;
use super::tree::TreeFile;
use crate::record::Digest;

/// More than so many threads do not get more than one disk gives, and need more than 64 MB of memory.
const MOST_THREADS: usize = 8;

/// What is written next.
enum Next<'a> {
    /// A file of this name, which is expected to have this size.
    Begin(&'a str, u64),
    Piece(Receiver<Piece>),
    End(Entry),
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

/// Deflates all files of the folder `root` into `zip`, by so many threads side by side, and hashes them: each is read once, and the bytes are the same
/// whatever the number of threads. In memory are at any time two chunks for each thread, and what the writer holds back.
pub(super) fn deflate<'a, R: Read>(
    threads: usize,
    root: &Path,
    files: &[TreeFile],
    zip: LayeredZip<'a>,
    given_up: &GivenUp,
    open: impl Fn(&Path) -> io::Result<R>,
    unwritable: impl Fn(io::Error) -> PackageError,
) -> Result<LayeredZip<'a>, PackageError> {
    let (work, jobs) = sync_channel(threads);
    let jobs = Mutex::new(jobs);
    thread::scope(|scope| {
        // In the order of the archive; its length bounds what is in memory.
        let (order, coming) = sync_channel(2 * threads);
        for _ in 0..threads {
            scope.spawn(|| deflate_all(&jobs));
        }
        let writer = scope.spawn(move || write_all(&coming, zip));
        let reading = Reading { root, work, order, given_up };
        let read: Result<(), Stopped> = files.iter().try_for_each(|file| reading.read(file, &open));
        drop(reading);
        let written =
            writer.join().unwrap_or_else(|_| Err(io::Error::other("the thread that writes the package ended")));
        match (read, written) {
            (Err(Stopped::Unreadable(error)), _) => Err(error),
            (_, Err(error)) => Err(unwritable(error)),
            (Err(Stopped::Gone), Ok(_)) => Err(unwritable(io::Error::other("not all of the package was written"))),
            (Ok(()), Ok(zip)) => Ok(zip),
        }
    })
}

/// The one who reads.
struct Reading<'a> {
    root: &'a Path,
    work: SyncSender<Job>,
    order: SyncSender<Next<'a>>,
    given_up: &'a GivenUp,
}

impl<'a> Reading<'a> {
    fn read<R: Read>(&self, file: &'a TreeFile, open: impl Fn(&Path) -> io::Result<R>) -> Result<(), Stopped> {
        let path = self.root.join(&*file.name);
        let unreadable = |error: io::Error| Stopped::Unreadable(PackageError::unreadable(&path, &error));
        let before = last_written(&path);
        let (expected, mut reader) = (file.size, open(&path).map_err(unreadable)?);
        self.order.send(Next::Begin(&file.name, expected)).map_err(|_| Stopped::Gone)?;
        let (mut context, mut size) = (Context::new(&SHA256), 0);
        loop {
            if self.given_up.is_said() {
                return Err(Stopped::Gone);
            }
            let mut bytes = Vec::with_capacity(CHUNK.min(expected.saturating_sub(size) as usize + 1));
            reader.by_ref().take(CHUNK as u64).read_to_end(&mut bytes).map_err(unreadable)?;
            let is_last = bytes.len() < CHUNK;
            if file.by_time && size == 0 {
                without_time(&mut bytes);
            }
            context.update(&bytes);
            size += bytes.len() as u64;
            // An empty file is stored.
            if size > 0 {
                let place = match is_last {
                    true if size == bytes.len() as u64 => Place::Whole,
                    true => Place::Last,
                    false => Place::Before,
                };
                let (job, coming) = Job::new(bytes, place);
                self.work.send(job).map_err(|_| Stopped::Gone)?;
                self.order.send(Next::Piece(coming)).map_err(|_| Stopped::Gone)?;
            }
            if is_last {
                break;
            }
        }
        let changed = |how: String| unreadable(io::Error::other(format!("it changed{how} while it was read")));
        if size != expected {
            return Err(changed(format!(" from {expected} to {size} bytes")));
        }
        if last_written(&path) != before {
            return Err(changed(String::new()));
        }
        let hash = Digest::from_hash(context.finish().as_ref());
        let entry = Entry { name: file.name.clone(), executable: file.executable, hash, size };
        self.order.send(Next::End(entry)).map_err(|_| Stopped::Gone)
    }
}

/// When the file was written last, where that can be told. A part of it from before and a part from after would be no file that anybody
/// wrote.
fn last_written(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|file| file.modified()).ok()
}

fn write_all<'a>(coming: &Receiver<Next<'_>>, mut zip: LayeredZip<'a>) -> io::Result<LayeredZip<'a>> {
    let (mut crc, mut stored) = (Hasher::new(), true);
    while let Ok(next) = coming.recv() {
        match next {
            Next::Begin(name, expected) => {
                (crc, stored) = (Hasher::new(), true);
                zip.begin(name, expected)?;
            }
            Next::Piece(coming) => {
                let piece = coming.recv().map_err(|_| io::Error::other("a part of a file could not be deflated"))?;
                zip.append(&piece.bytes)?;
                crc.combine(&piece.crc);
                stored = piece.stored;
            }
            Next::End(entry) => zip.end(entry, std::mem::take(&mut crc).finalize(), stored)?,
        }
    }
    Ok(zip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::dependencies::Dependencies;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::fs::File;
    use zip::ZipArchive;

    /// A file of this name and content in a folder.
    fn written(folder: &Path, name: &str, bytes: &[u8]) -> TreeFile {
        std::fs::write(folder.join(name), bytes).unwrap();
        TreeFile { name: name.into(), size: bytes.len() as u64, executable: false, by_time: false }
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
        let dependencies = Dependencies::default();
        let zip = LayeredZip::new(out, &dependencies);
        let zip = deflate(threads, folder.path(), &files, zip, &GivenUp::default(), open, unwritable).unwrap();
        let done = zip.finish(b"stamp").unwrap();
        let mut archive = ZipArchive::new(done.finished.file).unwrap();
        let back = (0..archive.len() - 1).map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        });
        let back: BTreeMap<String, Vec<u8>> = back.collect();
        for (written, bytes) in done.written.iter().zip(contents.values()) {
            let entry = &written.entry;
            assert_eq!((&entry.hash, entry.size), (&Digest::of(bytes), bytes.len() as u64), "{}", entry.name);
        }
        (std::fs::read(&path).unwrap(), back)
    }

    /// Bytes that cannot be deflated.
    fn unlike(size: usize) -> Vec<u8> {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        };
        (0..size).map(|_| next()).collect()
    }

    fn file() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![Just(0), Just(CHUNK - 1), Just(CHUNK), Just(CHUNK + 1), Just(2 * CHUNK), 1..5000usize];
        (piece, any::<u8>(), any::<bool>()).prop_map(|(size, seed, even)| {
            if seed < 40 {
                return unlike(size);
            }
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
        let files = [written(folder.path(), "large", &unlike(20 * CHUNK))];
        // What is written to it is refused, as by a full disk.
        let full = File::open(folder.path().join(&*files[0].name)).unwrap();
        let dependencies = Dependencies::default();
        let full = LayeredZip::new(full, &dependencies);
        let refused =
            deflate(2, folder.path(), &files, full, &GivenUp::default(), |path: &Path| File::open(path), unwritable);
        assert!(matches!(refused, Err(PackageError::Unwritable { .. })));
    }

    #[test]
    fn a_file_that_cannot_be_read_ends_the_packing_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let files = [written(folder.path(), "there", b"x")];
        let dependencies = Dependencies::default();
        let out = LayeredZip::new(tempfile::tempfile().unwrap(), &dependencies);
        let broken = |_: &Path| Ok(io::Read::chain(&b"some"[..], Broken));
        let refused = deflate(2, folder.path(), &files, out, &GivenUp::default(), broken, unwritable);
        assert!(matches!(refused, Err(PackageError::Unreadable { path, .. }) if path.ends_with("there")));
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_ends_the_packing() {
        let changes: [(&[u8], &str); 3] =
            [(b"12345", "from 4 to 5 bytes"), (b"123", "from 4 to 3 bytes"), (b"4321", "it changed while")];
        for (after, says) in changes {
            let folder = tempfile::tempdir().unwrap();
            let files = [written(folder.path(), "busy", b"1234")];
            let dependencies = Dependencies::default();
            let out = LayeredZip::new(tempfile::tempfile().unwrap(), &dependencies);
            let open = |path: &Path| {
                std::fs::write(path, after)?;
                File::options().append(true).open(path)?.set_modified(SystemTime::UNIX_EPOCH)?;
                File::open(path)
            };
            let refused = deflate(2, folder.path(), &files, out, &GivenUp::default(), open, unwritable);
            let refused = refused.map(drop).unwrap_err().to_string();
            assert!(refused.contains("busy") && refused.contains(says), "{refused}");
        }
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
        let dependencies = Dependencies::default();
        let out = LayeredZip::new(tempfile::tempfile().unwrap(), &dependencies);
        let ended = deflate(2, folder.path(), &files, out, &given_up, open, unwritable);
        assert!(matches!(ended, Err(PackageError::Unwritable { .. })));
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("a bad sector"))
        }
    }
}

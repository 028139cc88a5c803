use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::runner::RunKey;

/// A mark is not longer.
const LONGEST_MARK: u64 = 256;

/// The lock of a release, held by the process that works on it. The runner kills only the client of the container engine, so
/// the container of a killed step may still run beside its post-step (facts: cancel); this lock, in the folder that both see,
/// shows that. The system releases it with the process.
///
/// It bears the mark of the run's key over the number of its file: a file that somebody put in its place is not the one that the
/// run holds, whatever is in it.
pub struct ReleaseLock {
    file: File,
    path: PathBuf,
}

/// The result of taking the lock.
pub enum Locked {
    /// This process holds it.
    Ours(ReleaseLock),
    /// Another process holds it.
    Theirs,
    /// Whether another process works on the release is unknown: this file system does not support locks, or the lock of the run is
    /// gone.
    Unknown(io::Error),
    /// What lies in its place is not what a run writes, such as a link: who works on the release is unknown.
    NoFile,
}

impl Locked {
    /// Why a new run may not use the folder, as what is wrong and how to fix it; `None`: it may.
    pub fn refusal(&self) -> Option<[&'static str; 2]> {
        match self {
            Self::Theirs => Some([
                "another run of slot-deploy uses the report folder",
                "wait until it has ended, or give each run a `report` folder of its own",
            ]),
            Self::NoFile => Some(["`lock` is a link, a folder or a device in the report folder", "remove it"]),
            Self::Ours(_) | Self::Unknown(_) => None,
        }
    }
}

/// Whether the folder of the reports is on a file system with locks; some network file systems have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Locks {
    /// As the system says.
    #[default]
    AsTheSystemSays,
    /// It has none.
    Unsupported,
}

impl ReleaseLock {
    /// Takes the lock of the release whose folder this is, for the run with this key, or returns at once that it is held.
    pub fn take(folder: &Path, key: &RunKey, locks: Locks) -> Locked {
        let locked = Self::lock(folder, locks, true);
        let Locked::Ours(mut lock) = locked else { return locked };
        match lock.sign(key) {
            Ok(()) => Locked::Ours(lock),
            Err(error) => Locked::Unknown(error),
        }
    }

    /// Takes the lock over that the run with this key had taken. One that is gone, or is not the run's own, says nothing of that
    /// run; without a key none is known to be its own, and that is taken as it is.
    pub fn take_over(folder: &Path, key: Option<&RunKey>, locks: Locks) -> Locked {
        match (Self::lock(folder, locks, false), key) {
            (Locked::Ours(mut lock), Some(key)) => match lock.is_signed_by(key) {
                Ok(true) => Locked::Ours(lock),
                Ok(false) => Locked::Unknown(io::Error::other("the lock is not the one that the run had taken")),
                Err(error) => Locked::Unknown(error),
            },
            (locked, _) => locked,
        }
    }

    /// Releases the lock for good: the release has ended.
    pub fn dissolve(self) {
        let _ = std::fs::remove_file(&self.path);
    }

    fn lock(folder: &Path, locks: Locks, create: bool) -> Locked {
        let path = folder.join("lock");
        if let Ok(kind) = path.symlink_metadata()
            && !kind.is_file()
        {
            // A pipe would keep this process waiting, and a link may lead anywhere.
            return Locked::NoFile;
        }
        let opened = OpenOptions::new().create(create).truncate(false).read(true).write(true).open(&path);
        if locks == Locks::Unsupported {
            return Locked::Unknown(io::ErrorKind::Unsupported.into());
        }
        match opened.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), file)) => Locked::Ours(Self { file, path }),
            Ok((Err(TryLockError::WouldBlock), _)) => Locked::Theirs,
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => Locked::Unknown(error),
        }
    }

    fn sign(&mut self, key: &RunKey) -> io::Result<()> {
        let mark = key.mark(&self.said()?);
        self.file.set_len(0)?;
        self.file.write_all(mark.as_bytes())
    }

    fn is_signed_by(&mut self, key: &RunKey) -> io::Result<bool> {
        let (said, mut mark) = (self.said()?, String::new());
        self.file.seek(SeekFrom::Start(0))?;
        (&mut self.file).take(LONGEST_MARK).read_to_string(&mut mark)?;
        Ok(key.verifies(&said, &mark))
    }

    /// No other file has this number while this one is open.
    #[cfg(unix)]
    fn said(&self) -> io::Result<String> {
        use std::os::unix::fs::MetadataExt;
        Ok(format!("lock {}", self.file.metadata()?.ino()))
    }

    #[cfg(not(unix))]
    fn said(&self) -> io::Result<String> {
        Ok("lock".to_owned())
    }
}

/// A child process that another thread is just starting has the file open as well, until it runs its own program: closing the file
/// would leave the lock to it for that long.
impl Drop for ReleaseLock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(folder: &Path) -> Locked {
        ReleaseLock::take(folder, &RunKey::new(), Locks::default())
    }

    #[test]
    fn what_is_not_a_regular_file_is_no_lock_and_bytes_in_it_change_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, b"\xff\0garbage").unwrap();
        let Locked::Ours(lock) = take(folder.path()) else { panic!("it is free") };
        lock.dissolve();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).unwrap();
        assert!(matches!(take(folder.path()), Locked::NoFile));
        assert!(!folder.path().join("elsewhere").exists());
    }

    #[test]
    fn the_lock_is_held_by_one_process_and_released_when_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = take(folder.path());
        assert!(matches!(first, Locked::Ours(_)));
        assert!(matches!(take(folder.path()), Locked::Theirs));
        drop(first);
        let Locked::Ours(second) = take(folder.path()) else { panic!("it was let go") };
        second.dissolve();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_lock_that_was_let_go_is_free_though_a_child_still_has_the_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let Locked::Ours(lock) = take(folder.path()) else { panic!("it is free") };
        let _inherited = lock.file.try_clone().unwrap();
        drop(lock);
        assert!(matches!(take(folder.path()), Locked::Ours(_)));
    }

    #[test]
    fn a_lock_that_is_not_the_file_that_the_run_had_taken_is_not_taken_over() {
        let (folder, key) = (tempfile::tempdir().unwrap(), RunKey::new());
        let path = folder.path().join("lock");
        let over = |key: &RunKey| ReleaseLock::take_over(folder.path(), Some(key), Locks::default());
        let Locked::Ours(held) = ReleaseLock::take(folder.path(), &key, Locks::default()) else { panic!("it is free") };
        let text = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(over(&key), Locked::Unknown(_)), "it is gone, and the run goes on");
        assert!(!path.exists(), "and none is made");
        std::fs::write(&path, text).unwrap();
        assert!(matches!(over(&key), Locked::Unknown(_)), "the same words in another file");
        drop(held);
        std::fs::remove_file(&path).unwrap();
        drop(ReleaseLock::take(folder.path(), &key, Locks::default()));
        assert!(matches!(over(&RunKey::new()), Locked::Unknown(_)), "another run's");
        assert!(matches!(over(&key), Locked::Ours(_)));
        assert!(matches!(ReleaseLock::take_over(folder.path(), Some(&key), Locks::Unsupported), Locked::Unknown(_)));
    }
}

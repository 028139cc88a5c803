use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The lock of a release, held by the process that works on it. The runner kills only the client of the container engine, so
/// the container of a killed step may still run beside its post-step (facts: cancel); this lock, in the folder that both see,
/// shows that. The system releases it with the process.
pub struct ReleaseLock {
    _file: File,
    path: PathBuf,
}

/// The result of taking the lock.
pub enum Locked {
    /// This process holds it.
    Ours(ReleaseLock),
    /// Another process holds it.
    Theirs,
    /// This file system does not support locks, so it is unknown.
    Unknown(std::io::Error),
    /// What lies in its place is not what a run writes, such as a link: who works on the release is unknown.
    NoFile,
}

impl ReleaseLock {
    /// Takes the lock of the release whose folder this is, or returns at once that it is held.
    pub fn take(folder: &Path) -> Locked {
        let path = folder.join("lock");
        if let Ok(kind) = path.symlink_metadata()
            && !kind.is_file()
        {
            // A pipe would keep this process waiting, and a link may lead anywhere.
            return Locked::NoFile;
        }
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        match opened.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), file)) => Locked::Ours(Self { _file: file, path }),
            Ok((Err(TryLockError::WouldBlock), _)) => Locked::Theirs,
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => Locked::Unknown(error),
        }
    }

    /// Releases the lock for good: the release has ended.
    pub fn dissolve(self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_regular_file_is_no_lock_and_bytes_in_it_change_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, b"\xff\0garbage").unwrap();
        let Locked::Ours(lock) = ReleaseLock::take(folder.path()) else { panic!("it is free") };
        lock.dissolve();
        std::os::unix::fs::symlink(folder.path().join("elsewhere"), &path).unwrap();
        assert!(matches!(ReleaseLock::take(folder.path()), Locked::NoFile));
        assert!(!folder.path().join("elsewhere").exists());
    }

    #[test]
    fn the_lock_is_held_by_one_process_and_released_when_it_ends() {
        let folder = std::env::temp_dir().join(format!("slot-deploy-lock-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let first = ReleaseLock::take(&folder);
        assert!(matches!(first, Locked::Ours(_)));
        assert!(matches!(ReleaseLock::take(&folder), Locked::Theirs));
        drop(first);
        let Locked::Ours(second) = ReleaseLock::take(&folder) else { panic!("it was let go") };
        second.dissolve();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

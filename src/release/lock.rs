use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// Held by whoever works on a release. The runner kills only the client of the container engine, so the container of a
/// killed step may go on beside its own post-step (github-contract §2.4); this lock, on the folder that both see, tells
/// the one that the other is still there. The system lets it go with the process.
pub struct ReleaseLock {
    _file: File,
    path: PathBuf,
}

/// Whether the lock could be had.
pub enum Locked {
    /// It is ours now.
    Ours(ReleaseLock),
    /// Somebody holds it.
    Theirs,
    /// This file system knows no locks, so nothing can be said.
    Unknown(std::io::Error),
}

impl ReleaseLock {
    /// Takes the lock of the release whose folder this is, or says at once that it is held.
    pub fn take(folder: &Path) -> Locked {
        let path = folder.join("lock");
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        match opened.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), file)) => Locked::Ours(Self { _file: file, path }),
            Ok((Err(TryLockError::WouldBlock), _)) => Locked::Theirs,
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => Locked::Unknown(error),
        }
    }

    /// Lets it go for good: nobody has anything to do with this release any more.
    pub fn dissolve(self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_held_by_one_at_a_time_and_let_go_with_its_holder() {
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

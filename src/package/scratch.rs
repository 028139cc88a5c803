use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use ring::rand::{SecureRandom, SystemRandom};

/// A file beside the package, which is removed when it is dropped.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// A place for what will be renamed to `out`, in the same folder and so on the same disk; nothing is created yet. Each one has
    /// a name of its own, so that two who make one file at once do not write into each other's.
    pub(super) fn aside(out: &Path) -> Self {
        let mut random = [0; 8];
        // Without randomness the names of two processes differ all the same.
        let _ = SystemRandom::new().fill(&mut random);
        let mut name = out.as_os_str().to_owned();
        name.push(format!(".{}-{:016x}.new", std::process::id(), u64::from_le_bytes(random)));
        Self(name.into())
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

/// Creates a file in the place of whatever file or link is there. Nothing is written through a link: others may write where a
/// package is made.
pub(super) fn create_anew(path: &Path) -> io::Result<File> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => OpenOptions::new().read(true).write(true).create_new(true).open(path),
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Whoever made the package has it; a scratch file that stays is only in the way.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_who_make_one_file_write_into_files_of_their_own() {
        let [one, other] = [(); 2].map(|()| Scratch::aside(Path::new("a/package.zip")));
        assert_ne!(one.path(), other.path());
        assert_eq!(one.path().parent(), Some(Path::new("a")));
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (other, at) = (folder.path().join("of-others"), folder.path().join("package.zip"));
        std::fs::write(&other, "theirs").unwrap();
        std::os::unix::fs::symlink(&other, &at).unwrap();
        create_anew(&at).unwrap();
        assert_eq!(std::fs::read_to_string(&other).unwrap(), "theirs");
        assert!(!at.is_symlink());
    }
}

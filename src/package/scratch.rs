use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use super::PackageError;

/// A file beside the package, which is removed when it is dropped.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// A place for it; nothing is created yet.
    pub(super) fn beside(out: &Path) -> Self {
        let mut name = out.as_os_str().to_owned();
        name.push(".part");
        Self(name.into())
    }

    /// A place for what will be renamed to `out`, in the same folder and so on the same disk; nothing is created yet.
    pub(super) fn aside(out: &Path) -> Self {
        let mut name = out.as_os_str().to_owned();
        name.push(".new");
        Self(name.into())
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Creates it empty, to be written and read.
    pub(super) fn create(&self) -> Result<File, PackageError> {
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&self.0);
        opened.map_err(|error| PackageError::unwritable(&self.0, &error))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Whoever made the package has it; a scratch file that stays is only in the way.
        let _ = std::fs::remove_file(&self.0);
    }
}

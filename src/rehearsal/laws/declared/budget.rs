//! How much source code is read of one app: far more than anybody writes, and little enough for a machine to be done with soon.

use std::borrow::Cow;

/// One file.
const LARGEST: usize = 4 * 1024 * 1024;
/// All files of an app.
const ALL: usize = 12 * 1024 * 1024;
/// So many files.
const FILES: usize = 2_000;

/// What is left to be read.
pub(super) struct Budget {
    bytes: usize,
    files: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: ALL, files: FILES }
    }
}

impl Budget {
    /// The text of a file; `None` when that would be too much.
    pub(super) fn text<'f>(&mut self, file: &'f [u8]) -> Option<Cow<'f, str>> {
        if file.len() > LARGEST {
            return None;
        }
        self.bytes = self.bytes.checked_sub(file.len())?;
        self.files = self.files.checked_sub(1)?;
        Some(String::from_utf8_lossy(file))
    }
}

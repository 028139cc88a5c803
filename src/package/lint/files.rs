use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use zip::ZipArchive;

use crate::package::content::Entry;

/// A binary that is larger is not unpacked to be looked at.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Where the files of a package are read.
pub(in crate::package) trait Files {
    /// At most the first `most` bytes of a file.
    fn head(&mut self, name: &str, most: u64) -> Option<Vec<u8>>;

    /// A file of which only parts are read.
    fn file(&mut self, name: &str) -> Option<File>;
}

/// The files of a folder that are in the package, sorted by name.
pub(in crate::package) struct InFolder<'a> {
    pub root: &'a Path,
    pub entries: &'a [Entry],
}

impl Files for InFolder<'_> {
    fn head(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file(name)?.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    fn file(&mut self, name: &str) -> Option<File> {
        self.entries.binary_search_by(|entry| entry.name.as_bytes().cmp(name.as_bytes())).ok()?;
        File::open(self.root.join(name)).ok()
    }
}

/// The files of a zip.
pub(in crate::package) struct InZip<'a, 'f>(pub &'a mut ZipArchive<&'f mut File>);

impl Files for InZip<'_, '_> {
    fn head(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.by_name(name).ok()?.take(most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    fn file(&mut self, name: &str) -> Option<File> {
        let mut unpacked = tempfile::tempfile().ok()?;
        std::io::copy(&mut self.0.by_name(name).ok()?.take(LARGEST), &mut unpacked).ok()?;
        unpacked.flush().ok()?;
        unpacked.rewind().ok()?;
        Some(unpacked)
    }
}

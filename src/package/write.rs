use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::PackageError;
use super::content::Entry;
use super::deflate::{deflate, threads};
use super::given_up::GivenUp;
use super::release_entry::release_json;
use super::scratch::{Scratch, create_anew};
use super::stamp::time_of;
use super::tree::TreeFile;
use crate::record::Digest;
use crate::record::RELEASE_JSON;

/// The files of a folder, deflated and hashed in one reading: the digest is that of the bytes that are packed, also when a file
/// changes meanwhile.
///
/// They wait in a scratch file, since what stands before each of them in the package is known only when all are hashed.
pub(super) struct Deflated {
    entries: Vec<Entry>,
    archive: ZipArchive<File>,
    /// Removed in the end; the archive reads from it.
    _scratch: Scratch,
}

impl Deflated {
    /// Reads all files, each once.
    pub(super) fn read(files: &[TreeFile], scratch: Scratch, given_up: &GivenUp) -> Result<Self, PackageError> {
        Self::read_by(files, scratch, given_up, |path| File::open(path))
    }

    fn read_by<R: Read>(
        files: &[TreeFile],
        scratch: Scratch,
        given_up: &GivenUp,
        open: impl Fn(&Path) -> std::io::Result<R>,
    ) -> Result<Self, PackageError> {
        let unwritable = |error: std::io::Error| PackageError::unwritable(scratch.path(), &error);
        let (entries, file) = deflate(threads(), files, scratch.create()?, given_up, open, unwritable)?;
        let broken = |error: zip::result::ZipError| PackageError::unwritable(scratch.path(), &error.into());
        let archive = ZipArchive::new(file).map_err(broken)?;
        Ok(Self { entries, archive, _scratch: scratch })
    }

    /// The entries, sorted by path.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes of one file, as they are packed.
    pub(super) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.archive.by_name(name).ok()?.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Writes the zip: sorted names, times from the content, modes 0644 or 0755, our own entry first.
    pub(super) fn write(mut self, digest: &Digest, out: &Path) -> Result<(), PackageError> {
        let unwritable = |error: std::io::Error| PackageError::unwritable(out, &error);
        let broken = |error: zip::result::ZipError| PackageError::unwritable(out, &error.into());
        let mut writer = ZipWriter::new(BufWriter::new(create_anew(out).map_err(unwritable)?));
        let stamp = release_json(digest);
        let first = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(time_of(&Digest::of(&stamp)))
            .unix_permissions(0o644);
        writer.start_file(RELEASE_JSON, first).map_err(broken)?;
        writer.write_all(&stamp).map_err(unwritable)?;
        for (index, entry) in self.entries.iter().enumerate() {
            let deflated = self.archive.by_index_raw(index).map_err(broken)?;
            writer.raw_copy_file_touch(deflated, time_of(&entry.hash), Some(entry.mode())).map_err(broken)?;
        }
        writer.finish().map_err(broken)?.flush().map_err(unwritable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::content;
    use std::cell::Cell;

    #[test]
    fn the_digest_matches_the_packed_bytes_even_when_a_file_changes_between_reads() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.py");
        std::fs::write(&path, "version 0").unwrap();
        let files = [TreeFile { name: "app.py".to_owned(), path, executable: false }];
        let readings = Cell::new(0);
        let changing = |_: &Path| {
            readings.set(readings.get() + 1);
            Ok(std::io::Cursor::new(format!("version {}", readings.get())))
        };
        let out = folder.path().join("out.zip");
        let scratch = Scratch::beside(&out);
        let beside = scratch.path().to_owned();
        let deflated = Deflated::read_by(&files, scratch, &GivenUp::default(), changing).unwrap();
        let (hash, digest) = (deflated.entries()[0].hash.clone(), content::digest(deflated.entries()));
        deflated.write(&digest, &out).unwrap();
        let mut packed = Vec::new();
        let mut archive = ZipArchive::new(File::open(&out).unwrap()).unwrap();
        archive.by_name("app.py").unwrap().read_to_end(&mut packed).unwrap();
        assert_eq!(Digest::of(&packed), hash, "what is packed is what was hashed");
        assert_eq!(readings.get(), 1);
        assert!(!beside.exists(), "nothing is left beside the package");
    }
}

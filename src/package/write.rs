use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::content::{self, Entry};
use super::stamp::time_of;
use super::tree::TreeFile;
use super::{PackageError, RELEASE_JSON, release_json};
use crate::record::Digest;

/// The files of a folder with their hashes, in the order they are packed.
pub struct Sources {
    entries: Vec<Entry>,
    paths: HashMap<String, PathBuf>,
}

impl Sources {
    /// Reads and hashes all files.
    pub fn read(files: &[TreeFile]) -> Result<Self, PackageError> {
        let mut entries = Vec::with_capacity(files.len());
        for file in files {
            let mut opened = File::open(&file.path).map_err(|error| PackageError::unreadable(&file.path, &error))?;
            let (hash, _) = content::hash(&mut opened).map_err(|error| PackageError::unreadable(&file.path, &error))?;
            entries.push(Entry { name: file.name.clone(), executable: file.executable, hash });
        }
        let paths = files.iter().map(|file| (file.name.clone(), file.path.clone())).collect();
        Ok(Self { entries, paths })
    }

    /// The entries, sorted by path.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The bytes of one file.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.paths.get(name)?).ok()
    }
}

/// Writes the zip: sorted names, times from the content, modes 0644 or 0755, our own entry first.
pub fn zip(sources: &Sources, digest: &Digest, out: &Path) -> Result<(), PackageError> {
    let unwritable = |error: &std::io::Error| PackageError::unwritable(out, error);
    let file = File::create(out).map_err(|error| unwritable(&error))?;
    let mut writer = ZipWriter::new(BufWriter::new(file));
    let broken = |error: zip::result::ZipError| PackageError::Unwritable {
        path: out.display().to_string(),
        reason: error.to_string(),
    };
    let stamp = release_json(digest);
    writer.start_file(RELEASE_JSON, options(0o644, &Digest::of(&stamp), stamp.len() as u64)).map_err(broken)?;
    writer.write_all(&stamp).map_err(|error| unwritable(&error))?;
    for entry in &sources.entries {
        let path = &sources.paths[&entry.name];
        let unreadable = |error: &std::io::Error| PackageError::unreadable(path, error);
        let mut file = File::open(path).map_err(|error| unreadable(&error))?;
        let size = file.metadata().map_err(|error| unreadable(&error))?.len();
        writer.start_file(entry.name.as_str(), options(entry.mode(), &entry.hash, size)).map_err(broken)?;
        std::io::copy(&mut file, &mut writer).map_err(|error| unwritable(&error))?;
    }
    let mut buffered = writer.finish().map_err(broken)?;
    buffered.flush().map_err(|error| unwritable(&error))
}

fn options(mode: u32, hash: &Digest, size: u64) -> SimpleFileOptions {
    let method = match size {
        0 => CompressionMethod::Stored,
        _ => CompressionMethod::Deflated,
    };
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level(None)
        .last_modified_time(time_of(hash))
        .unix_permissions(mode)
        .large_file(size >= u64::from(u32::MAX))
}

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::content::{self, Entry};
use super::{Package, RELEASE_JSON};
use crate::record::{Digest, PackedFile, show_bytes};

/// No more than this is unpacked of what a server built: what is larger stays unknown.
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;

/// What a server built of the sources that it was sent, as it was read back.
#[derive(Debug, Clone)]
pub struct ReadBack {
    /// The name of the content. By no other rule than that of a package, but that no file counts as executable: the SCM site gives
    /// all of them the same mode (facts: kudu-sync).
    pub digest: Digest,
    /// The files.
    pub contents: Vec<PackedFile>,
}

impl ReadBack {
    /// Reads the zip of a side's files, without what `is_left_out`; the error is in words.
    ///
    /// Blocks while it unpacks: call it off the runtime.
    pub fn of(zip: &[u8], is_left_out: impl Fn(&str) -> bool) -> Result<Self, String> {
        Self::of_at_most(LARGEST, zip, is_left_out)
    }

    fn of_at_most(largest: u64, zip: &[u8], is_left_out: impl Fn(&str) -> bool) -> Result<Self, String> {
        let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(|error| error.to_string())?;
        let (mut entries, mut left) = (Vec::new(), largest);
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(|error| error.to_string())?;
            let name = file.name().map_err(|error| error.to_string())?.replace('\\', "/");
            if file.is_dir() || is_left_out(&name) {
                continue;
            }
            // One byte more shows that there was no end.
            let (hash, size) = content::hash(&mut file.take(left + 1)).map_err(|error| format!("{name}: {error}"))?;
            left = left.checked_sub(size).ok_or_else(|| format!("it is larger than {}", show_bytes(largest)))?;
            entries.push(Entry { name: name.into(), executable: false, hash, size });
        }
        if !entries.iter().any(|entry| &*entry.name == RELEASE_JSON) {
            return Err(format!("it has no {RELEASE_JSON}, so it is not what was sent"));
        }
        Ok(Self { digest: content::digest(&entries), contents: Entry::packed(entries) })
    }
}

impl Package {
    /// The same release, as what was built of it.
    pub fn built(&self, built: ReadBack) -> Self {
        let ReadBack { digest, contents } = built;
        Self { digest, contents, stamped: true, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn zip(files: &[(&str, u32)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, mode) in files {
            zip.start_file(*name, SimpleFileOptions::default().unix_permissions(*mode)).unwrap();
            zip.write_all(name.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_was_built_is_named_by_its_files_whatever_modes_the_server_gives_them() {
        let of = |files: &[(&str, u32)]| ReadBack::of(&zip(files), |name| name.contains("__pycache__")).unwrap();
        let one = of(&[(RELEASE_JSON, 0o644), ("host.json", 0o644), ("lib/a.py", 0o644)]);
        let other =
            of(&[("lib/a.py", 0o777), ("lib/__pycache__/a.pyc", 0o777), ("host.json", 0o777), (RELEASE_JSON, 0)]);
        assert_eq!((one.contents.len(), &one.digest), (2, &other.digest));
        let more = of(&[(RELEASE_JSON, 0o644), ("host.json", 0o644), ("lib/a.py", 0o644), ("lib/b.py", 0o644)]);
        assert_ne!(more.digest, one.digest);
    }

    #[test]
    fn what_is_not_what_was_sent_has_no_name() {
        let why = ReadBack::of(&zip(&[("host.json", 0o644)]), |_| false).unwrap_err();
        assert!(why.contains(RELEASE_JSON), "{why}");
        assert!(ReadBack::of(b"no zip", |_| false).is_err());
    }

    #[test]
    fn what_is_larger_than_the_limit_stays_unknown_whatever_its_directory_says() {
        let files = [(RELEASE_JSON, 0o644), ("host.json", 0o644)];
        let (all, bytes) = (zip(&files), files.iter().map(|(name, _)| name.len() as u64).sum());
        let of_at_most = |largest| ReadBack::of_at_most(largest, &all, |_| false).map(|read| read.contents.len());
        assert_eq!(of_at_most(bytes), Ok(1));
        assert!(of_at_most(bytes - 1).unwrap_err().contains("it is larger than"));
    }
}

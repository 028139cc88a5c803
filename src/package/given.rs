use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;

use super::content::{self, Entry};
use super::ready::Package;
use super::release_entry::release_json;
use super::{PackageError, central, manifest};
use crate::record::RELEASE_JSON;

/// Reads a given zip, hashes its content, and writes to `out` a copy that contains the digest.
pub(super) fn take(zip: &Path, out: &Path, unchanged: bool) -> Result<Package, PackageError> {
    let not_a_zip = |reason: String| PackageError::NotAZip { path: zip.display().to_string(), reason };
    let mut file = File::open(zip).map_err(|error| PackageError::unreadable(zip, &error))?;
    let directory = central::read(&mut file).map_err(|error| not_a_zip(error.to_string()))?;
    check_names(&directory.names().map_err(|error| not_a_zip(error.to_string()))?)?;
    let mut archive = ZipArchive::new(&mut file).map_err(|error| not_a_zip(error.to_string()))?;
    let entries = read_entries(&mut archive).map_err(not_a_zip)?;
    let small = read_small(&mut archive, &["host.json", "functions.metadata", RELEASE_JSON]);
    let bytes = |name: &str| small.iter().find(|(n, _)| n == name).map(|(_, bytes)| bytes.clone());
    let functions = manifest::check(&entries, bytes)?;
    let digest = content::digest(&entries);
    let present = bytes(RELEASE_JSON);
    let stamp = release_json(&digest);
    let stamped = match (&present, unchanged) {
        (Some(present), _) if *present == stamp => true,
        (Some(_), false) => return Err(PackageError::ForeignStamp),
        (_, unchanged) => !unchanged,
    };
    if stamped && present.is_none() {
        directory
            .append(&mut file, RELEASE_JSON, &stamp, out)
            .map_err(|error| PackageError::unwritable(out, &error))?;
    } else {
        std::fs::copy(zip, out).map_err(|error| PackageError::unwritable(out, &error))?;
    }
    let (package_digest, bytes) = content::hash_file(out)?;
    Ok(Package {
        path: out.to_owned(),
        digest,
        package_digest,
        files: entries.iter().filter(|entry| entry.name != RELEASE_JSON).count() as u64,
        bytes,
        stamped,
        functions,
        left_out: Vec::new(),
    })
}

/// No name may lead out of the app, and no name may occur twice.
fn check_names(names: &[String]) -> Result<(), PackageError> {
    let mut seen = HashSet::new();
    for name in names {
        let parts = name.strip_suffix('/').unwrap_or(name).split('/');
        let is_bad = name.is_empty()
            || name.contains(['\\', '\0', ':'])
            || parts.clone().any(|part| part.is_empty() || part == "." || part == "..");
        if is_bad {
            return Err(PackageError::BadEntryName { name: name.clone() });
        }
        if !seen.insert(name) {
            return Err(PackageError::DuplicateEntry { name: name.clone() });
        }
    }
    Ok(())
}

fn read_entries(archive: &mut ZipArchive<&mut File>) -> Result<Vec<Entry>, String> {
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| error.to_string())?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| error.to_string())?.into_owned();
        let mode = entry.unix_mode();
        let (hash, _) = content::hash(&mut entry).map_err(|error| format!("{name}: {error}"))?;
        entries.push(Entry { name, executable: mode.is_some_and(|mode| mode & 0o111 != 0), hash });
    }
    Ok(entries)
}

fn read_small(archive: &mut ZipArchive<&mut File>, names: &[&str]) -> Vec<(String, Vec<u8>)> {
    const LARGEST: u64 = 4 * 1024 * 1024;
    let mut found = Vec::new();
    for name in names {
        if let Ok(entry) = archive.by_name(name) {
            let mut bytes = Vec::new();
            if entry.take(LARGEST).read_to_end(&mut bytes).is_ok() {
                found.push(((*name).to_owned(), bytes));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duplicate_names_are_refused() {
        let twice = check_names(&["a".into(), "b".into(), "a".into()]);
        assert_eq!(twice, Err(PackageError::DuplicateEntry { name: "a".into() }));
        assert_eq!(check_names(&["a/".into(), "a/b".into()]), Ok(()));
    }
}

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use zip::ZipArchive;

use super::central::{Directory, Listed};
use super::content::{self, Entry};
use super::cut::{Cut, cut};
use super::lint::{InZip, Lint};
use super::manifest::Manifest;
use super::ready::Package;
use super::release_entry::release_json;
use super::scratch::create_anew;
use super::{Block, PackOptions, PackageError, Source, central, manifest, names};
use crate::record::{Digest, RELEASE_JSON};

/// No plan gives an app more room for its files that a zip could bring; a small zip can claim any size.
pub(super) const LARGEST_UNPACKED: u64 = 16 * 1024 * 1024 * 1024;
/// Deflate needs at least two bits for 258 bytes (RFC 1951 §3.2.5): what unpacks to more holds bytes that several entries share.
const MOST_TIMES: u64 = 1032;
/// The part of a Unix mode that says what a file is, and what it is for a regular one.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// Reads a given zip, hashes its content, and writes to `out` a copy that contains the digest.
pub(super) fn take(zip: &Path, out: &Path, options: &PackOptions) -> Result<Package, PackageError> {
    let not_a_zip = |reason: String| PackageError::NotAZip { path: zip.display().to_string(), reason };
    let mut file = File::open(zip).map_err(|error| PackageError::unreadable(zip, &error))?;
    let directory = central::read(&mut file).map_err(|error| not_a_zip(error.to_string()))?;
    let listed = directory.listed().map_err(|error| not_a_zip(error.to_string()))?;
    names::check(Source::Zip, listed.iter().map(|listed| listed.name.as_str()))?;
    listed.iter().try_for_each(|listed| check_listed(&mut file, listed))?;
    drop(listed);
    let most = LARGEST_UNPACKED.min(file.metadata().map_or(0, |file| file.len()).saturating_mul(MOST_TIMES));
    let mut archive = ZipArchive::new(&mut file).map_err(|error| not_a_zip(error.to_string()))?;
    let entries = read_entries(&mut archive, most, not_a_zip)?;
    let Manifest { functions, by_events, durable, lacks_extensions } =
        manifest::read(&entries, |name| read_small(&mut archive, name))?;
    let lint = Lint::read(&entries, &mut InZip(&mut archive));
    let digest = content::digest(&entries);
    let present = read_small(&mut archive, RELEASE_JSON);
    drop(archive);
    let stamp = options.entry(&digest);
    let stamped = match (&present, options.unchanged) {
        (Some(present), _) if *present == stamp => true,
        (Some(present), false) if options.for_build && *present == release_json(&digest) => {
            return Err(PackageError::PackedToRun);
        }
        (Some(_), false) => return Err(PackageError::ForeignStamp),
        (_, unchanged) => !unchanged,
    };
    if stamped && present.is_none() {
        directory
            .append(&mut file, RELEASE_JSON, &stamp, out)
            .map_err(|error| PackageError::unwritable(out, &error))?;
    } else {
        let unwritable = |error: std::io::Error| PackageError::unwritable(out, &error);
        let mut whole = File::open(zip).map_err(|error| PackageError::unreadable(zip, &error))?;
        std::io::copy(&mut whole, &mut create_anew(out).map_err(unwritable)?).map_err(unwritable)?;
    }
    let given_digest = digest_of(&mut file).map_err(|error| PackageError::unreadable(zip, &error))?;
    let Cut { blocks, digest: package_digest, bytes } = cut(out, &options.dependencies)?;
    Ok(Package {
        path: out.to_owned(),
        digest,
        given_digest: Some(given_digest),
        package_digest,
        files: entries.iter().filter(|entry| &*entry.name != RELEASE_JSON).count() as u64,
        bytes,
        release_id: Block::release_id(&blocks),
        blocks,
        layer: None,
        stamped,
        functions,
        by_events,
        durable,
        lacks_extensions,
        lint,
        left_out: Vec::new(),
        made_executable: None,
        contents: Entry::packed(entries),
    })
}

/// Of the whole file.
fn digest_of(file: &mut File) -> std::io::Result<Digest> {
    file.rewind()?;
    Ok(content::hash(file)?.0)
}

/// What can be seen of an entry before it is unpacked.
fn check_listed(file: &mut File, listed: &Listed) -> Result<(), PackageError> {
    let name = listed.name.clone();
    if !listed.is_utf8 {
        return Err(PackageError::NameNotUtf8 { path: name, of: Source::Zip });
    }
    if listed.is_encrypted {
        return Err(PackageError::Encrypted { name });
    }
    match Directory::local_name(file, listed) {
        Ok(local) if local == name.as_bytes() => Ok(()),
        Ok(local) => {
            let reason = format!("where it begins it is named `{}`", String::from_utf8_lossy(&local));
            Err(PackageError::Contradiction { name, reason })
        }
        Err(error) => Err(PackageError::Contradiction { name, reason: error.to_string() }),
    }
}

fn too_large(largest: u64) -> PackageError {
    if largest < LARGEST_UNPACKED {
        PackageError::Bomb { times: MOST_TIMES }
    } else {
        PackageError::TooLargeUnpacked { largest, of: Source::Zip }
    }
}

/// Whatever the directory says of them, no more than `largest` bytes are unpacked in all.
fn read_entries(
    archive: &mut ZipArchive<&mut File>,
    largest: u64,
    not_a_zip: impl Fn(String) -> PackageError,
) -> Result<Vec<Entry>, PackageError> {
    let mut entries = Vec::new();
    let mut left = largest;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| not_a_zip(error.to_string()))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| not_a_zip(error.to_string()))?.into_owned();
        let mode = entry.unix_mode().unwrap_or_default();
        if !matches!(mode & KIND, 0 | REGULAR) {
            return Err(PackageError::LinkInZip { name });
        }
        let claimed = entry.size();
        let unpacked = content::hash(&mut entry.take(left + 1));
        let (hash, length) = unpacked.map_err(|error| not_a_zip(format!("{name}: {error}")))?;
        left = left.checked_sub(length).ok_or_else(|| too_large(largest))?;
        if length != claimed {
            // Whoever unpacks it by its directory makes another file of it, or fails.
            let reason = format!("its directory says {claimed} bytes, and it has {length}");
            return Err(PackageError::Contradiction { name, reason });
        }
        entries.push(Entry { name: name.into(), executable: mode & 0o111 != 0, hash, size: length });
    }
    Ok(entries)
}

pub(super) fn read_small<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    archive.by_name(name).ok()?.take(manifest::LARGEST_READ).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn zip_of(write: impl FnOnce(&mut ZipWriter<&mut File>)) -> File {
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ZipWriter::new(&mut file);
        write(&mut writer);
        writer.finish().unwrap();
        file
    }

    fn read(mut file: File, largest: u64) -> Result<Vec<Entry>, PackageError> {
        let mut archive = ZipArchive::new(&mut file).unwrap();
        read_entries(&mut archive, largest, |reason| PackageError::NotAZip { path: "zip".into(), reason })
    }

    #[test]
    fn links_in_a_zip_are_refused_wherever_they_lead() {
        let link = zip_of(|zip| zip.add_symlink("current", "v1/app.py", SimpleFileOptions::default()).unwrap());
        assert_eq!(read(link, 100), Err(PackageError::LinkInZip { name: "current".into() }));
    }

    #[test]
    fn a_zip_is_unpacked_up_to_a_limit_whatever_it_says_of_its_size() {
        let zeros = || {
            zip_of(|zip| {
                for name in ["a", "b"] {
                    zip.start_file(name, SimpleFileOptions::default()).unwrap();
                    zip.write_all(&[0; 1000]).unwrap();
                }
            })
        };
        assert_eq!(read(zeros(), 2000).unwrap().len(), 2);
        assert_eq!(read(zeros(), 1999), Err(PackageError::Bomb { times: MOST_TIMES }));
    }
}

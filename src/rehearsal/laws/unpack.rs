//! A zip becomes files, and files a zip. Names that lead out of the folder are refused, as .NET's reader does.

use std::io::{Cursor, Read, Write};
use std::path::{Component, Path};

use bytes::Bytes;

use crate::state::{Content, File};

/// No app is larger than this unpacked; a zip bomb is. (A Consumption plan's share has one GiB;
/// facts: scm-access.)
const LARGEST: u64 = 1024 * 1024 * 1024;
const FULL: &str = "There is not enough space on the disk.";

/// Unpacks; the error is a line for the deployment's log.
pub fn unpack(zip: &[u8]) -> Result<Content, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip))
        .map_err(|_| "Central Directory corrupt or end of central directory record could not be found.".to_owned())?;
    // What a zip says of itself is looked at first, and not trusted further.
    if archive.decompressed_size().is_some_and(|size| size > u128::from(LARGEST)) {
        return Err(FULL.to_owned());
    }
    let mut files = Vec::new();
    let mut total = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| error.to_string())?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| error.to_string())?.into_owned();
        let Some(name) = inside(&name) else {
            return Err(format!(
                "Extracting Zip entry would have resulted in a file outside the specified destination directory: {name}"
            ));
        };
        let executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        let modified =
            entry.last_modified().map_or(0, |time| u64::from(time.datepart()) << 16 | u64::from(time.timepart()));
        let mut bytes = Vec::new();
        let left = LARGEST - total;
        entry.take(left + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        total += bytes.len() as u64;
        if total > LARGEST {
            return Err(FULL.to_owned());
        }
        let file = File { bytes: Bytes::from(bytes), executable, modified };
        files.push((name, file));
    }
    Ok(Content::of(files))
}

/// A zip of these files, with their times and modes; the error is in words.
pub fn pack(content: &Content) -> Result<Bytes, String> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in content.files() {
        let time = file.time();
        let year = u16::try_from(time.year().clamp(1980, 2107)).unwrap_or(1980);
        let (month, day) = (u8::from(time.month()), time.day());
        let (hour, minute, second) = time.to_hms();
        let time = zip::DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default();
        let mode = if file.executable { 0o755 } else { 0o644 };
        let options = zip::write::SimpleFileOptions::default().last_modified_time(time).unix_permissions(mode);
        archive.start_file(path, options).map_err(|error| error.to_string())?;
        archive.write_all(&file.bytes).map_err(|error| error.to_string())?;
    }
    let bytes = archive.finish().map_err(|error| error.to_string())?.into_inner();
    Ok(Bytes::from(bytes))
}

/// The path below the folder, without detours; `None` when it leads out. (The archive's own check
/// takes absolute names for relative ones.)
fn inside(name: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    (!parts.is_empty() && !name.contains(['\\', '\0'])).then(|| parts.join("/"))
}

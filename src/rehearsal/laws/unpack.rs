//! A zip becomes files. Names that lead out of the folder are refused, as .NET's reader does.

use std::io::{Cursor, Read};

use bytes::Bytes;

use crate::rehearsal::state::{Content, File};

/// No app is larger than this unpacked; a zip bomb is.
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;

/// Unpacks; the error is a line for the deployment's log.
pub fn unpack(zip: &[u8]) -> Result<Content, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip))
        .map_err(|_| "Central Directory corrupt or end of central directory record could not be found.".to_owned())?;
    let mut content = Content::default();
    let mut total = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| error.to_string())?;
        if entry.is_dir() {
            continue;
        }
        let name = entry.name().map_err(|error| error.to_string())?.into_owned();
        if entry.enclosed_name().is_none() || name.contains('\\') {
            return Err(format!(
                "Extracting Zip entry would have resulted in a file outside the specified destination directory: {name}"
            ));
        }
        let executable = entry.unix_mode().is_some_and(|mode| mode & 0o111 != 0);
        let modified =
            entry.last_modified().map_or(0, |time| u64::from(time.datepart()) << 16 | u64::from(time.timepart()));
        let mut bytes = Vec::new();
        let left = LARGEST - total;
        entry.take(left + 1).read_to_end(&mut bytes).map_err(|error| format!("{name}: {error}"))?;
        total += bytes.len() as u64;
        if total > LARGEST {
            return Err("There is not enough space on the disk.".to_owned());
        }
        let file = File { bytes: Bytes::from(bytes), executable, modified };
        content.put(&name, file);
    }
    Ok(content)
}

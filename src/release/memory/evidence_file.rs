use std::fs::File;
use std::io::Read;
use std::path::Path;

/// No file that recovery reads is nearly as long.
const LONGEST: u64 = 32 * 1024 * 1024;

/// The bytes of a file that a run left behind, at most [`LONGEST`] of them, and why they are not all that should be there.
pub(super) fn read_evidence(path: &Path) -> (Vec<u8>, Option<String>) {
    match read(path) {
        Ok(bytes) if bytes.len() as u64 > LONGEST => {
            (bytes, Some(format!("it is longer than {} MiB", LONGEST / 1024 / 1024)))
        }
        Ok(bytes) => (bytes, None),
        Err(why) => (Vec::new(), Some(why)),
    }
}

/// Only a regular file is opened: a link may lead anywhere, and a pipe keeps its reader waiting.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let kind = path.symlink_metadata().map_err(|error| error.to_string())?.file_type();
    if !kind.is_file() {
        let what = if kind.is_symlink() { "a link" } else { "a folder or a device" };
        return Err(format!("it is {what}, and a run writes a regular file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

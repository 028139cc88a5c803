use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// No lock file is larger.
const LARGEST: u64 = 64 << 20;

/// The bytes of a lock file.
pub(super) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("no lock file is so large"));
    }
    Ok(bytes)
}

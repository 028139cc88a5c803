use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::central;
use crate::record::RELEASE_JSON;

/// How a zip begins.
const ZIP: &[u8; 4] = b"PK\x03\x04";

/// Whether this file is a package that was made by this program: whatever its name is, it is no part of an app.
pub(super) fn is_package(path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut begin = [0; 4];
    if file.read_exact(&mut begin).is_err() || begin != *ZIP {
        return false;
    }
    let listed = central::read(&mut file).and_then(|directory| directory.listed());
    listed.is_ok_and(|listed| listed.iter().any(|listed| listed.name == RELEASE_JSON))
}

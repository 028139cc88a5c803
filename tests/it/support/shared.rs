//! Recordings, schemas and tools that lie beside the project and are not part of it.

use std::path::{Path, PathBuf};

/// The path of something beside the project; `None`, with a line that is counted, where that is not there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped for want of ../shared: {name}");
    None
}

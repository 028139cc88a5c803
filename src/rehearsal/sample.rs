//! The sample app `orders`, compiled and embedded when this program is built.

use bytes::Bytes;

use super::state::{Content, File};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/orders_files.rs"));
}

/// The files of the sample app: path, bytes, and whether it may be executed. Its `version.json`
/// names `commit`.
pub fn files(commit: &str) -> Vec<(String, Bytes, bool)> {
    let version = Bytes::from(format!("{{ \"commit\": \"{commit}\" }}\n"));
    embedded::FILES
        .iter()
        .map(|(path, bytes, executable)| match *path {
            "version.json" => ((*path).to_owned(), version.clone(), false),
            path => (path.to_owned(), Bytes::from_static(bytes), *executable),
        })
        .collect()
}

/// The sample app as something else than this tool has deployed it: no stamp, times as a zip tool
/// gives them.
pub fn content(commit: &str) -> Content {
    Content::of(files(commit).into_iter().map(|(path, bytes, executable)| {
        let file = File { bytes, executable, modified: 1 };
        (path, file)
    }))
}

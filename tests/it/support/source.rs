//! The source of the product, for tests that hold it to a rule.

use std::path::{Path, PathBuf};

/// Every file of the product, by its path below `src`, with its text. The simulated world is a crate of its own.
pub fn product_files() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&top, &top, &mut files);
    files.retain(|(path, _)| !path.starts_with("rehearsal"));
    files
}

/// Every file of the product, of the simulated world and of the tests, with its text.
pub fn all_files() -> Vec<(PathBuf, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        collect(top, &top.join(folder), &mut files);
    }
    files
}

/// A file without its unit tests.
pub fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
}

fn collect(top: &Path, folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(top, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push((path.strip_prefix(top).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

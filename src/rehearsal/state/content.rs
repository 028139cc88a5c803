use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use super::hash_of;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its bytes.
    pub bytes: Bytes,
    /// Whether it may be executed.
    pub executable: bool,
    /// Its time of change, as the zip gave it (seconds of a DOS date; comparable, no calendar
    /// needed).
    pub modified: u64,
}

/// A tree of files, by path with `/`. Cheap to clone: clones share tree and bytes until one of them
/// is changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    files: Arc<BTreeMap<String, File>>,
}

impl Content {
    /// A tree of these files.
    pub fn of(files: impl IntoIterator<Item = (String, File)>) -> Self {
        Self { files: Arc::new(files.into_iter().collect()) }
    }

    /// A file.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// A file that is JSON.
    pub fn json(&self, path: &str) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.get(path)?.bytes).ok()
    }

    /// All files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// Whether nothing was ever deployed.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Puts a file in its place.
    pub fn put(&mut self, path: &str, file: File) {
        Arc::make_mut(&mut self.files).insert(path.to_owned(), file);
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        Arc::make_mut(&mut self.files).remove(path);
    }

    /// A short name for what it holds, for the effects log: the digest that a release names, or a
    /// hash of everything.
    pub fn mark(&self) -> String {
        let stamped = self.json(".slot-deploy/release.json");
        if let Some(digest) = stamped.as_ref().and_then(|stamp| stamp["content_digest"].as_str()) {
            return digest.to_owned();
        }
        let mut all = Vec::new();
        for (path, file) in self.files.iter() {
            all.extend_from_slice(path.as_bytes());
            all.push(0);
            all.extend_from_slice(&file.bytes);
        }
        format!("unnamed-{}", hash_of(&all, 16))
    }
}

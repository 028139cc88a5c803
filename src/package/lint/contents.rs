use serde_json::{Map, Value};

use super::files::Files;
use crate::package::content::Entry;
use crate::package::host_files::read_host_json;

/// No file of settings is larger.
const LARGEST_TEXT: u64 = 4 * 1024 * 1024;

/// What was read of the files of a package.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Their names and sizes.
    pub files: Vec<Listed>,
    /// `host.json`.
    pub host: Map<String, Value>,
    /// Its text.
    pub host_text: String,
}

/// One file of a package.
#[derive(Debug)]
pub(super) struct Listed {
    /// Its path.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether it may be executed.
    pub executable: bool,
}

impl Contents {
    /// Reads what the rules need.
    pub(super) fn read(entries: &[Entry], files: &mut dyn Files) -> Self {
        let host = files.head("host.json", LARGEST_TEXT).unwrap_or_default();
        Self {
            files: entries
                .iter()
                .map(|entry| Listed { name: entry.name.clone(), size: entry.size, executable: entry.executable })
                .collect(),
            host: read_host_json(&host).unwrap_or_default(),
            host_text: String::from_utf8_lossy(&host).into_owned(),
        }
    }

    /// Whether there is a file of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.iter().any(|file| file.name == name)
    }
}

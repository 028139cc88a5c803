use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thiserror::Error;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::record::{Digest, Explain};

/// What was about to be done and what was done, as JSON lines; each names the hash of the one
/// before, so that a missing or changed line shows. Every change of Azure is announced here, on
/// disk, before it is asked for.
pub struct Journal {
    file: File,
    path: PathBuf,
    number: u64,
    last: String,
}

/// The journal cannot be written.
#[derive(Debug, Error)]
#[error("the journal {path} cannot be written: {source}")]
pub struct JournalError {
    path: String,
    source: std::io::Error,
}

impl Explain for JournalError {
    fn code(&self) -> &'static str {
        "journal-unwritable"
    }

    fn hints(&self) -> Vec<String> {
        vec!["a release keeps a journal on disk to be finished after a crash: free some space, or set `report` to a writable folder".into()]
    }
}

impl Journal {
    /// Begins a journal in `folder`.
    pub fn create(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join("journal.jsonl");
        let open = || {
            std::fs::create_dir_all(folder)?;
            OpenOptions::new().create(true).write(true).truncate(true).open(&path)
        };
        match open() {
            Ok(file) => Ok(Self { file, path, number: 0, last: String::new() }),
            Err(source) => Err(JournalError { path: path.display().to_string(), source }),
        }
    }

    /// Writes a line and waits until it is on disk.
    pub fn write(&mut self, at: OffsetDateTime, event: &str, data: Value) -> Result<(), JournalError> {
        let mut line = json!({
            "seq": self.number, "at": at.format(&Rfc3339).unwrap_or_default(), "event": event, "data": data,
            "prev": self.last,
        });
        let hash = Digest::of(line.to_string().as_bytes()).to_string();
        line["hash"] = json!(hash);
        let written = self.file.write_all(format!("{line}\n").as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|source| JournalError { path: self.path.display().to_string(), source })?;
        self.number += 1;
        self.last = hash;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_names_the_one_before() {
        let folder = std::env::temp_dir().join(format!("slot-deploy-journal-{}", std::process::id()));
        let mut journal = Journal::create(&folder).unwrap();
        for event in ["intent", "done"] {
            journal.write(OffsetDateTime::UNIX_EPOCH, event, json!({})).unwrap();
        }
        let text = std::fs::read_to_string(folder.join("journal.jsonl")).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[1]["prev"], lines[0]["hash"]);
        let mut without = lines[0].clone();
        without.as_object_mut().unwrap().remove("hash");
        assert_eq!(lines[0]["hash"], Digest::of(without.to_string().as_bytes()).as_str());
        std::fs::remove_dir_all(folder).unwrap();
    }
}

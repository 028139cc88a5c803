use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;
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
    /// The journal's name in the folder of its release.
    pub const FILE: &str = "journal.jsonl";

    /// Begins a journal in `folder`.
    pub fn create(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(Self::FILE);
        let open = || {
            std::fs::create_dir_all(folder)?;
            OpenOptions::new().create(true).write(true).truncate(true).open(&path)
        };
        match open() {
            Ok(file) => Ok(Self { file, path, number: 0, last: String::new() }),
            Err(source) => Err(JournalError { path: path.display().to_string(), source }),
        }
    }

    /// Goes on with a journal that another run left behind. What is broken at its end, by a kill in the middle of a
    /// line, is cut off.
    pub fn resume(folder: &Path) -> Result<Self, JournalError> {
        let path = folder.join(Self::FILE);
        let open = || {
            let text = std::fs::read_to_string(&path)?;
            let (lines, whole) = read_lines(&text);
            let file = OpenOptions::new().append(true).open(&path)?;
            file.set_len(whole as u64)?;
            Ok((file, lines))
        };
        match open() {
            Ok((file, lines)) => {
                let last = lines.last().map(|line| line.hash.clone()).unwrap_or_default();
                Ok(Self { file, path, number: lines.len() as u64, last })
            }
            Err(source) => Err(JournalError { path: path.display().to_string(), source }),
        }
    }

    /// The folder that it lies in.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
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

/// A line that was read back.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct JournalLine {
    /// What it tells.
    pub event: String,
    /// With what.
    pub data: Value,
    prev: String,
    hash: String,
}

/// The lines of a journal up to the first that does not follow from the one before, and how many bytes they are.
pub fn read_lines(text: &str) -> (Vec<JournalLine>, usize) {
    let (mut lines, mut whole) = (Vec::<JournalLine>::new(), 0);
    for raw in text.split_inclusive('\n').filter(|raw| raw.ends_with('\n')) {
        let Some(line) = read_line(raw) else { break };
        if line.prev != lines.last().map(|line| line.hash.as_str()).unwrap_or_default() {
            break;
        }
        whole += raw.len();
        lines.push(line);
    }
    (lines, whole)
}

fn read_line(raw: &str) -> Option<JournalLine> {
    let mut value: Value = serde_json::from_str(raw).ok()?;
    let line: JournalLine = serde_json::from_value(value.clone()).ok()?;
    value.as_object_mut()?.remove("hash");
    (Digest::of(value.to_string().as_bytes()).as_str() == line.hash).then_some(line)
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
        let text = std::fs::read_to_string(folder.join(Journal::FILE)).unwrap();
        assert_eq!(read_lines(&text).0.len(), 2);
        assert_eq!(read_lines(&text.replace("intent", "indent")).0.len(), 0, "a changed line is none");
        let second_only = text.split_inclusive('\n').nth(1).unwrap();
        assert_eq!(read_lines(second_only).0.len(), 0, "a line without the one before is none");

        let torn = format!("{text}{{\"seq\":2,\"ev");
        std::fs::write(folder.join(Journal::FILE), &torn).unwrap();
        Journal::resume(&folder).unwrap().write(OffsetDateTime::UNIX_EPOCH, "end", json!({})).unwrap();
        let text = std::fs::read_to_string(folder.join(Journal::FILE)).unwrap();
        let (lines, whole) = read_lines(&text);
        assert_eq!((lines.len(), whole), (3, text.len()), "a journal goes on behind its last whole line");
        std::fs::remove_dir_all(folder).unwrap();
    }
}

use std::path::Path;

use thiserror::Error;

use super::{SUMMARY_LIMIT, summary};
use crate::http::Redactor;
use crate::record::ReleaseRecord;

/// The evidence could not be written.
#[derive(Debug, Error)]
#[error("{file} could not be written: {source}")]
pub struct EvidenceError {
    file: String,
    source: std::io::Error,
}

/// Writes the text of a record as `release.json`. A concurrent reader finds either the former or the new file, complete.
pub fn write_release_json(text: &str, folder: &Path, redactor: &Redactor) -> Result<(), EvidenceError> {
    let (path, part) = (folder.join("release.json"), folder.join("release.json.part"));
    write(text, &part, redactor)?;
    std::fs::rename(&part, &path).map_err(|source| EvidenceError { file: path.display().to_string(), source })
}

/// Writes the job summary as `summary.md`, without any secret.
pub(super) fn write_summary(record: &ReleaseRecord, folder: &Path, redactor: &Redactor) -> Result<(), EvidenceError> {
    write(&summary(record, SUMMARY_LIMIT), &folder.join("summary.md"), redactor)
}

fn write(text: &str, path: &Path, redactor: &Redactor) -> Result<(), EvidenceError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, redactor.own(text).as_bytes()))
        .map_err(|source| EvidenceError { file: path.display().to_string(), source })
}

/// The record as a file.
pub fn release_json(record: &ReleaseRecord) -> String {
    serde_json::to_string_pretty(record).unwrap_or_default() + "\n"
}

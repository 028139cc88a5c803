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

/// Writes `release.json` and `summary.md` into `folder`, without any secret.
pub fn write_evidence(record: &ReleaseRecord, folder: &Path, redactor: &Redactor) -> Result<(), EvidenceError> {
    write_record(record, folder, redactor)?;
    write(&summary(record, SUMMARY_LIMIT), &folder.join("summary.md"), redactor)
}

/// Writes `release.json` alone. Whoever reads it meanwhile finds the former one or this one, whole.
pub fn write_record(record: &ReleaseRecord, folder: &Path, redactor: &Redactor) -> Result<(), EvidenceError> {
    let (path, part) = (folder.join("release.json"), folder.join("release.json.part"));
    write(&release_json(record), &part, redactor)?;
    std::fs::rename(&part, &path).map_err(|source| EvidenceError { file: path.display().to_string(), source })
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

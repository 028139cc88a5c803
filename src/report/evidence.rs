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
    let files = [("release.json", release_json(record)), ("summary.md", summary(record, SUMMARY_LIMIT))];
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, redactor.own(&text).as_bytes()))
            .map_err(|source| EvidenceError { file: path.display().to_string(), source })?;
    }
    Ok(())
}

/// The record as a file.
pub fn release_json(record: &ReleaseRecord) -> String {
    serde_json::to_string_pretty(record).unwrap_or_default() + "\n"
}

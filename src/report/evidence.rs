use std::fs::OpenOptions;
use std::io::{Error, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{SUMMARY_LIMIT, summary};
use crate::http::Redactor;
use crate::record::ReleaseRecord;
use crate::runner::RunKey;

/// The evidence could not be written.
#[derive(Debug, Error)]
#[error("{file} could not be written: {source}")]
pub struct EvidenceError {
    file: String,
    source: Error,
}

/// Where the evidence of a run goes.
#[derive(Debug, Clone)]
pub struct EvidencePlace {
    /// The folder.
    pub folder: PathBuf,
    /// The key that marks the record.
    pub key: RunKey,
}

/// Writes the text of a record as `release.json`, with the mark of the run's key. A concurrent reader finds either the former
/// or the new file, complete.
pub fn write_release_json(text: &str, place: &EvidencePlace, redactor: &Redactor) -> Result<(), EvidenceError> {
    write(&with_mark(&redactor.own(text), &place.key), &place.folder.join("release.json"))
}

/// Writes the job summary as `summary.md`, without any secret.
pub(super) fn write_summary(
    record: &ReleaseRecord,
    place: &EvidencePlace,
    redactor: &Redactor,
) -> Result<(), EvidenceError> {
    write(&redactor.own(&summary(record, SUMMARY_LIMIT)), &place.folder.join("summary.md"))
}

/// Beside the file, and then in its place: what lies there, such as a link to somewhere else, is replaced and not followed.
/// Puts the text there as a whole or not at all; a link in its place is not followed.
pub(super) fn write(text: &str, path: &Path) -> Result<(), EvidenceError> {
    let written = || {
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let part = path.with_added_extension("part");
        // One of a run that was killed within a write.
        let _ = std::fs::remove_file(&part);
        OpenOptions::new().write(true).create_new(true).open(&part)?.write_all(text.as_bytes())?;
        std::fs::rename(&part, path).map_err(|error| {
            let _ = std::fs::remove_file(&part);
            let in_place =
                path.is_dir().then(|| Error::other("a folder lies in its place; remove it or name another `report`"));
            in_place.unwrap_or(error)
        })
    };
    written().map_err(|source| EvidenceError { file: path.display().to_string(), source })
}

/// The record as a file.
pub fn release_json(record: &ReleaseRecord) -> String {
    serde_json::to_string_pretty(record).unwrap_or_default() + "\n"
}

/// The end of the text of a record.
const END: &str = "\n}\n";
/// What stands between the record and its mark.
const BEFORE_THE_MARK: &str = ",\n  \"mark\": \"";
/// What stands behind the mark.
const BEHIND_THE_MARK: &str = "\"\n}\n";

/// The text of a record with the mark of a run as its last field.
fn with_mark(text: &str, key: &RunKey) -> String {
    match text.strip_suffix(END) {
        Some(fields) => format!("{fields}{BEFORE_THE_MARK}{}{BEHIND_THE_MARK}", key.mark(text)),
        None => text.to_owned(),
    }
}

/// Whether the run with this key wrote this text of a record.
pub fn bears_the_mark(text: &str, key: &RunKey) -> bool {
    let marked = text.strip_suffix(BEHIND_THE_MARK).and_then(|rest| rest.rsplit_once(BEFORE_THE_MARK));
    marked.is_some_and(|(fields, mark)| key.verifies(&format!("{fields}{END}"), mark))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Outcome;
    use crate::report::sample::record;

    fn place() -> (tempfile::TempDir, EvidencePlace) {
        let folder = tempfile::tempdir().unwrap();
        let place = EvidencePlace { folder: folder.path().to_owned(), key: RunKey::new() };
        (folder, place)
    }

    #[test]
    fn only_what_the_run_itself_wrote_bears_its_mark_and_it_is_read_as_a_record() {
        let (_folder, place) = place();
        let record = record(Outcome::Aborted);
        write_release_json(&release_json(&record), &place, &Redactor::default()).unwrap();
        let text = std::fs::read_to_string(place.folder.join("release.json")).unwrap();
        assert!(bears_the_mark(&text, &place.key) && !bears_the_mark(&text, &RunKey::new()));
        assert_eq!(serde_json::from_str::<ReleaseRecord>(&text).unwrap(), record);
        let second = format!("{}{BEFORE_THE_MARK}{}{BEHIND_THE_MARK}", text.strip_suffix(END).unwrap(), "0".repeat(64));
        for changed in [text.replace("shop-orders", "shop-evil"), release_json(&record), second, String::new()] {
            assert!(!bears_the_mark(&changed, &place.key), "{changed}");
        }
    }

    #[test]
    fn a_link_in_place_of_a_file_is_replaced_and_not_followed() {
        let (_folder, place) = place();
        let elsewhere = place.folder.join("elsewhere");
        std::fs::write(&elsewhere, "of others").unwrap();
        for name in ["release.json", "release.json.part", "summary.md", "summary.md.part"] {
            std::os::unix::fs::symlink(&elsewhere, place.folder.join(name)).unwrap();
        }
        let record = record(Outcome::Aborted);
        write_release_json(&release_json(&record), &place, &Redactor::default()).unwrap();
        write_summary(&record, &place, &Redactor::default()).unwrap();
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "of others");
        for name in ["release.json", "summary.md"] {
            assert!(place.folder.join(name).symlink_metadata().unwrap().is_file(), "{name}");
        }
    }
}

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Journal;
use super::journal::{JournalLine, read_lines};
use crate::judge::{Reached, Sides};
use crate::record::{PhaseState, ReleaseRecord, SettingsMark};

/// What a release left on disk: its record as of the last step, and what its journal says of the swap.
#[derive(Debug, Clone)]
pub struct Leftover {
    /// Its folder.
    pub folder: PathBuf,
    /// Its record.
    pub record: ReleaseRecord,
    /// How far it came.
    pub reached: Reached,
    /// What both sides held when the swap was announced.
    pub held: Option<Sides>,
    /// Azure's stamp on that swap, when it was read back.
    pub stamp: Option<String>,
    /// The settings of both sides before a swap was prepared.
    pub settings: Option<SettingsMark>,
    /// Whether it ended with a last word.
    pub is_final: bool,
}

/// What a release left cannot be read.
#[derive(Debug, Error)]
#[error("{file} cannot be read: {why}")]
pub struct LeftoverError {
    file: String,
    why: String,
}

impl Leftover {
    /// Reads what lies in the folder of a release.
    pub fn read(folder: &Path) -> Result<Self, LeftoverError> {
        let read = |name: &str| {
            let path = folder.join(name);
            let failed = |why: String| LeftoverError { file: path.display().to_string(), why };
            std::fs::read_to_string(&path).map_err(|error| failed(error.to_string()))
        };
        let (lines, _) = read_lines(&read(Journal::FILE)?);
        let record = serde_json::from_str(&read("release.json")?)
            .map_err(|error| LeftoverError { file: "release.json".to_owned(), why: error.to_string() })?;
        Ok(Self::tell(folder, record, &lines))
    }

    /// The newest release below `folder` without a last word: some runners do not tell the post-step which one was its
    /// own (github-contract §7.3).
    pub fn newest(folder: &Path) -> Option<Self> {
        let journals = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        let mut found: Vec<_> = journals
            .filter_map(|release| Some((release.join(Journal::FILE).metadata().ok()?.modified().ok()?, release)))
            .collect();
        found.sort();
        found.iter().rev().filter_map(|(_, release)| Self::read(release).ok()).find(|left| !left.is_final)
    }

    /// Nothing but a record.
    pub fn of(folder: PathBuf, record: ReleaseRecord) -> Self {
        let reached = Reached::default();
        Self { folder, record, reached, held: None, stamp: None, settings: None, is_final: false }
    }

    fn tell(folder: &Path, mut record: ReleaseRecord, lines: &[JournalLine]) -> Self {
        for phase in record.phases.iter_mut().filter(|phase| phase.state == PhaseState::Running) {
            phase.state = PhaseState::Failed;
        }
        let mut left = Self::of(folder.to_owned(), record);
        for line in lines {
            let data = &line.data;
            match (line.event.as_str(), data["change"].as_str()) {
                ("intent", Some("swap")) => {
                    left.reached.swap_intended = true;
                    left.held = serde_json::from_value(data["with"]["held"].clone()).ok();
                }
                ("done", Some("swap")) => {
                    (left.reached.swap_intended, left.reached.swap_read_back) = came(data);
                    left.stamp = data["came"]["stamp"].as_str().map(str::to_owned);
                }
                ("intent", Some("swap-back")) => left.reached.back_intended = true,
                ("done", Some("swap-back")) => {
                    (left.reached.back_intended, left.reached.back_read_back) = came(data);
                }
                ("intent", Some("prepare")) => {
                    left.reached.prepared = true;
                    left.settings = serde_json::from_value(data["with"]["settings"].clone()).ok().flatten();
                }
                ("done", Some("reset")) => left.reached.prepared = data["came"]["reading"] != "as-before",
                ("intent", Some("drain")) => left.reached.drained = true,
                ("done", Some("resume")) => left.reached.drained = data["came"]["reading"] != "as-before",
                ("end", _) => left.is_final = data["final"] == true,
                _ => {}
            }
        }
        left
    }
}

/// Whether a swap may have been made, and whether it was.
fn came(data: &serde_json::Value) -> (bool, bool) {
    let reading = data["came"]["reading"].as_str();
    (reading != Some("not-swapped"), reading == Some("swapped"))
}

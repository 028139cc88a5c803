use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::{Cut, How};
use crate::http::Pace;
use crate::record::Phase;

/// How often the journal is looked at: phases that wait for nothing are short.
const LOOK: Duration = Duration::from_millis(25);
/// So long after the beginning of a long phase a release is cut short: in the middle of something.
const INTO_THE_PHASE: Duration = Duration::from_secs(3);

/// Waits until a release below `reports` is in the phase of the cut.
pub(super) async fn moment(cut: Cut, reports: &Path, pace: &Pace) -> How {
    let mut read = 0;
    loop {
        // Read only when it has grown: the watch alone is looked at for thousands of times.
        let journals = journals(reports);
        let size = journals.iter().filter_map(|journal| Some(journal.metadata().ok()?.len())).sum();
        if size != std::mem::replace(&mut read, size) && journals.iter().any(|journal| has_begun(journal, cut.phase)) {
            break;
        }
        pace.sleep(LOOK).await;
    }
    if matches!(cut.phase, Phase::Deliver | Phase::Prove | Phase::Swap | Phase::Watch | Phase::RollBack) {
        pace.sleep(INTO_THE_PHASE).await;
    }
    cut.how
}

fn journals(reports: &Path) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(reports).into_iter().flatten().flatten();
    folders.map(|folder| folder.path().join("journal.jsonl")).collect()
}

/// Whether the journal has the beginning of the phase.
fn has_begun(journal: &Path, phase: Phase) -> bool {
    let text = std::fs::read_to_string(journal).unwrap_or_default();
    text.lines().any(|line| is_beginning(line, phase))
}

fn is_beginning(line: &str, phase: Phase) -> bool {
    let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    line["event"] == "phase" && line["data"] == phase.name()
}

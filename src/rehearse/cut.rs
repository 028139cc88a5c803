use std::path::Path;
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
    while !has_begun(reports, cut.phase) {
        pace.sleep(LOOK).await;
    }
    if matches!(cut.phase, Phase::Deliver | Phase::Prove | Phase::Swap | Phase::Watch | Phase::RollBack) {
        pace.sleep(INTO_THE_PHASE).await;
    }
    cut.how
}

/// Whether some journal has the beginning of the phase.
fn has_begun(reports: &Path, phase: Phase) -> bool {
    let folders = std::fs::read_dir(reports).into_iter().flatten().flatten();
    let mut journals = folders.filter_map(|folder| std::fs::read_to_string(folder.path().join("journal.jsonl")).ok());
    journals.any(|journal| journal.lines().any(|line| is_beginning(line, phase)))
}

fn is_beginning(line: &str, phase: Phase) -> bool {
    let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
    line["event"] == "phase" && line["data"] == phase.name()
}

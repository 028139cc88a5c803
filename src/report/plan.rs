use super::markdown::words;
use crate::record::ReleaseRecord;

/// A page with more is not read; `release.json` has all.
const MOST_LINES: usize = 200;

/// What a dry run would have done; of garbage collection, each blob that was deleted or would be.
pub(super) fn plan(record: &ReleaseRecord) -> String {
    if record.plan.is_empty() {
        return String::new();
    }
    let steps: String = record
        .plan
        .iter()
        .take(MOST_LINES)
        .enumerate()
        .map(|(at, line)| format!("{}. {}\n", at + 1, words(line)))
        .collect();
    let title = match &record.garbage {
        Some(garbage) if garbage.deletes => "Deleted",
        Some(_) => "Would be deleted",
        None => "Plan",
    };
    let more = match record.plan.len().saturating_sub(MOST_LINES) {
        0 => String::new(),
        more => format!("\nand {more} more; `release.json` has all of them\n"),
    };
    format!("### {title}\n\n{steps}{more}\n")
}

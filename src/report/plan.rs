use super::markdown::words;
use crate::record::ReleaseRecord;

/// What a dry run would have done.
pub(super) fn plan(record: &ReleaseRecord) -> String {
    if record.plan.is_empty() {
        return String::new();
    }
    let steps: String =
        record.plan.iter().enumerate().map(|(at, line)| format!("{}. {}\n", at + 1, words(line))).collect();
    format!("### Plan\n\n{steps}\n")
}

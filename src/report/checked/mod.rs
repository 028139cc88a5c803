//! What `check` says beyond its findings.

mod apps;
mod json;
mod sarif;

pub(super) use apps::apps;
pub use json::{check_json, check_schema};
pub(super) use sarif::sarif;

use super::markdown::{code, words};
use crate::record::{Outcome, ReleaseRecord};

/// Whether a release would start; `None` where it was no check, or the check did not come so far.
pub(super) fn headline(record: &ReleaseRecord, outcome: Outcome) -> Option<String> {
    record.check.as_ref()?;
    if outcome == Outcome::Interrupted {
        return Some("Cancelled: whether a release would start is not known".to_owned());
    }
    if !record.apps.is_empty() {
        return of_apps(record, outcome);
    }
    let stops = record.findings.iter().filter(|finding| finding.is_error()).count();
    match (outcome, stops) {
        (Outcome::Checked, _) => Some("A release would start".to_owned()),
        // What keeps a check from looking is a finding; what ends it, such as a cancelled job, says nothing of a release.
        (Outcome::Aborted, 0) => Some("The check did not finish".to_owned()),
        (Outcome::Aborted, 1) => Some("A release would not start: 1 finding stops it".to_owned()),
        (Outcome::Aborted, n) => Some(format!("A release would not start: {n} findings stop it")),
        _ => None,
    }
}

fn of_apps(record: &ReleaseRecord, outcome: Outcome) -> Option<String> {
    let (all, not) = (&record.apps, record.apps.iter().filter(|app| app.outcome != Some(Outcome::Checked)).count());
    match (outcome, all.len()) {
        (Outcome::Checked, 1) => Some("A release of the app would start".to_owned()),
        (Outcome::Checked, all) => Some(format!("A release of each of {all} apps would start")),
        (Outcome::Aborted, 1) => Some("A release of the app would not start".to_owned()),
        (Outcome::Aborted, all) => Some(format!("A release of {not} of {all} apps would not start")),
        _ => None,
    }
}

/// What could not be read, and what would.
pub(super) fn not_asked(record: &ReleaseRecord) -> String {
    let Some(check) = record.check.as_ref().filter(|check| !check.not_asked.is_empty()) else {
        return String::new();
    };
    let line = |needs: Option<&String>| needs.map(|action| format!(": needs {}", code(action))).unwrap_or_default();
    let lines: String =
        check.not_asked.iter().map(|one| format!("- {}{}\n", words(&one.what), line(one.needs.as_ref()))).collect();
    format!("### Not asked\n\n{lines}\n")
}

use std::collections::BTreeMap;

use crate::record::{Outcome, ReleaseRecord, Severity, number_of};
use crate::report::findings::one;
use crate::report::markdown::{code, details, table, words};

/// A table with more columns is not read.
const MOST_RULES: usize = 20;

/// The apps of a check of several: a table of what each check and rule says of each, and behind it the findings of each app. Checks
/// that found nothing anywhere have no column.
pub(in crate::report) fn apps(record: &ReleaseRecord) -> String {
    if record.apps.is_empty() {
        return String::new();
    }
    let mut counts: BTreeMap<&str, (Severity, usize)> = BTreeMap::new();
    for finding in record.apps.iter().flat_map(|app| &app.findings).filter(|one| one.severity > Severity::Fine) {
        let (worst, count) = counts.entry(finding.check.as_str()).or_insert((finding.severity, 0));
        (*worst, *count) = ((*worst).max(finding.severity), *count + 1);
    }
    let mut rules: Vec<(&str, (Severity, usize))> = counts.into_iter().collect();
    rules.sort_by_key(|(_, counted)| std::cmp::Reverse(*counted));
    let left_out = rules.len().saturating_sub(MOST_RULES);
    rules.truncate(MOST_RULES);
    let names: Vec<String> = rules.iter().map(|(id, _)| code(id)).collect();
    let head: Vec<&str> = ["App", "Would start"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let rows: Vec<Vec<String>> = record.apps.iter().map(|app| row(app, rules.iter().map(|(id, _)| *id))).collect();
    let more = match left_out {
        0 => String::new(),
        more => format!("{} more are in the findings below.\n\n", number_of(more, "check")),
    };
    let each: String = record.apps.iter().map(of_one).collect();
    format!("### Apps\n\n{}\n{more}{each}", table(&head, &rows))
}

fn row<'a>(app: &ReleaseRecord, rules: impl Iterator<Item = &'a str>) -> Vec<String> {
    let starts = if app.outcome == Some(Outcome::Checked) { "✅" } else { "❌" };
    let cell = |id: &str| {
        let of_rule = app.findings.iter().filter(|finding| finding.check == *id);
        match of_rule.map(|finding| finding.severity).max() {
            Some(Severity::Error) => "❌",
            Some(Severity::Warning) => "⚠️",
            Some(Severity::Note) => "ℹ️",
            Some(Severity::Fine) => "✅",
            None => "–",
        }
        .to_owned()
    };
    [code(&name(app)), starts.to_owned()].into_iter().chain(rules.map(cell)).collect()
}

fn of_one(app: &ReleaseRecord) -> String {
    let mut shown: String = app.findings.iter().filter(|finding| finding.severity > Severity::Fine).map(one).collect();
    let is_told = app.problem.as_ref().is_none_or(|stop| app.findings.iter().any(|found| found.check == stop.code));
    if !is_told {
        shown = format!("❌ {}\n\n{shown}", words(&app.reason));
    }
    if shown.is_empty() {
        return String::new();
    }
    details(&name(app), &shown) + "\n"
}

/// `GROUP/NAME`, as far as it is known.
pub(in crate::report) fn name(app: &ReleaseRecord) -> String {
    let group = app.resource_group.as_deref().map(|group| format!("{group}/")).unwrap_or_default();
    format!("{group}{}", app.app)
}

//! The checklist: twelve lines, each ticked, crossed or not asked, computed from the findings and the record by one table.

mod seen;
mod table;

pub use seen::Mark;
pub use table::{CHECKLIST, Line};

use super::markdown::{code, text};
use crate::record::{Finding, Origin, ReleaseRecord, Severity};
use seen::Seen;

/// A line of the checklist as it is for this run.
pub struct Item {
    /// The line.
    pub line: &'static Line,
    /// Whether it holds.
    pub mark: Mark,
    /// Why, in one clause; empty where the findings say it.
    pub why: String,
    /// The findings that it rests on, by the ids of their checks.
    pub findings: Vec<String>,
}

/// All lines; empty where the run looked at no app.
pub fn checklist(record: &ReleaseRecord) -> Vec<Item> {
    if !record.findings.iter().any(|finding| !finding.is_of_package()) || record.is_of_several() {
        return Vec::new();
    }
    CHECKLIST.iter().map(|line| judge(line, record)).collect()
}

/// What is wrong crosses a line. What could not be read, was lowered, or is still to be done leaves it open, whatever else is in order.
fn judge(line: &'static Line, record: &ReleaseRecord) -> Item {
    let of_line = |finding: &&Finding| line.checks.contains(&finding.check.as_str());
    let found: Vec<&Finding> = record.findings.iter().filter(of_line).collect();
    let beyond = (line.beyond)(record);
    let named = |these: &[&Finding]| {
        let mut ids: Vec<String> = these.iter().map(|finding| finding.check.to_string()).collect();
        ids.dedup();
        ids
    };
    let least = if line.is_crossed_by_notes { Severity::Note } else { Severity::Warning };
    let is_wrong = |finding: &&Finding| finding.severity >= least && finding.origin == Origin::Read;
    let wrong: Vec<&Finding> = found.iter().copied().filter(is_wrong).collect();
    let open: Vec<&Finding> = found.iter().copied().filter(|finding| finding.origin != Origin::Read).collect();
    let is_unmade = line.needs.iter().any(|id| !found.iter().any(|finding| finding.check.as_str() == *id));
    let lacks_findings = found.is_empty() && !line.checks.is_empty();
    let (seen, these) = match beyond {
        Some(Seen { mark: Mark::Crossed, why }) => (Seen::new(Mark::Crossed, why), wrong),
        _ if !wrong.is_empty() => (Seen::new(Mark::Crossed, ""), wrong),
        _ if !open.is_empty() => (Seen::new(Mark::NotAsked, why_open(&open)), open),
        _ if is_unmade && !found.is_empty() => (Seen::new(Mark::NotAsked, "only a check looks at it"), Vec::new()),
        Some(Seen { mark: Mark::NotAsked, why }) => (Seen::new(Mark::NotAsked, why), found),
        // The rules of the package say nothing where all is well; a check says so.
        Some(seen) if !lacks_findings || is_of_rules(line) => (seen, found),
        None if !found.is_empty() => (Seen::new(Mark::Ticked, ""), found),
        _ => (Seen::new(Mark::NotAsked, ""), found),
    };
    Item { line, mark: seen.mark, why: seen.why, findings: named(&these) }
}

fn why_open(open: &[&Finding]) -> &'static str {
    let is_unread = open.iter().any(|finding| finding.origin == Origin::Unread);
    if is_unread { "it could not be read" } else { "it was lowered" }
}

/// Whether only rules of the package decide it.
fn is_of_rules(line: &Line) -> bool {
    line.checks.iter().all(|id| crate::record::RULES.iter().any(|rule| rule == id))
}

/// For the summary.
pub(super) fn as_markdown(record: &ReleaseRecord) -> String {
    let items = checklist(record);
    if items.is_empty() {
        return String::new();
    }
    let mut shown = String::from("### Checklist\n\n");
    for item in items {
        let mark = match item.mark {
            Mark::Ticked => "✅",
            Mark::Crossed => "❌",
            Mark::NotAsked => "⬜ not asked:",
        };
        let why = if item.why.is_empty() { String::new() } else { format!(": {}", text(&item.why)) };
        let ids: Vec<String> = item.findings.iter().map(|id| code(id)).collect();
        let ids = if ids.is_empty() { String::new() } else { format!(" ({})", ids.join(", ")) };
        shown += &format!("- {mark} {}{why}{ids}\n", item.line.says);
    }
    shown + "\n"
}

/// For a terminal.
pub(super) fn as_lines(record: &ReleaseRecord) -> String {
    let line = |item: Item| {
        let mark = match item.mark {
            Mark::Ticked => "✓",
            Mark::Crossed => "✗",
            Mark::NotAsked => "– not asked:",
        };
        let why = if item.why.is_empty() { String::new() } else { format!(": {}", item.why) };
        let ids = item.findings.join(", ");
        let ids = if item.mark != Mark::Crossed || ids.is_empty() { String::new() } else { format!(" ({ids})") };
        format!("  {mark} {}{why}{ids}\n", item.line.says)
    };
    checklist(record).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Code, Outcome};
    use crate::report::sample;

    fn marks(change: impl FnOnce(&mut ReleaseRecord)) -> Vec<(&'static str, Mark)> {
        let mut record = sample::record(Outcome::Aborted);
        change(&mut record);
        checklist(&record).into_iter().map(|item| (item.line.id, item.mark)).collect()
    }

    fn mark_of(id: &str, change: impl FnOnce(&mut ReleaseRecord)) -> Mark {
        marks(change).into_iter().find(|(line, _)| *line == id).unwrap().1
    }

    /// A check of that name, whatever it is.
    fn named(id: &str) -> Code {
        serde_json::from_value(id.into()).unwrap()
    }

    #[test]
    fn a_line_is_ticked_by_what_is_fine_crossed_by_what_is_wrong_and_open_without_either() {
        let with = |found: Vec<Finding>| mark_of("runtime", |record| record.findings.extend(found));
        let fine = || Finding::fine(named("host-version"), "one version");
        let wrong = || Finding::warning(named("stack-version"), "two stacks", "align them");
        assert_eq!(with(vec![]), Mark::NotAsked);
        assert_eq!(with(vec![fine()]), Mark::Ticked);
        assert_eq!(with(vec![fine(), wrong()]), Mark::Crossed);
        assert_eq!(with(vec![fine(), wrong().resting_on(Origin::Unread)]), Mark::NotAsked, "unread is not wrong");
        let lowered = Finding::note(named("stack-version"), "two stacks", "").resting_on(Origin::Lowered);
        assert_eq!(with(vec![fine(), lowered]), Mark::NotAsked, "what is lowered is not ticked");
        assert_eq!(with(vec![fine(), Finding::note(named("stack-version"), "soon", "")]), Mark::Ticked);
    }

    #[test]
    fn a_line_is_not_ticked_by_the_lesser_of_its_checks() {
        let with = |ids: &[&str]| {
            let fine = ids.iter().map(|id| Finding::fine(named(id), "fine"));
            mark_of("identity", |record| record.findings.extend(fine))
        };
        assert_eq!(with(&["same-identities"]), Mark::NotAsked);
        assert_eq!(with(&["same-identities", "connection-roles"]), Mark::Ticked);
    }

    #[test]
    fn a_note_crosses_the_lines_that_say_so() {
        let note = |id: &str| Finding::note(named(id), "a key opens it", "");
        let with = |finding: Finding| mark_of("connections", |record| record.findings.push(finding));
        assert_eq!(with(note("keys-in-connections")), Mark::Crossed);
        assert_eq!(with(note("keys-in-connections").resting_on(Origin::Unread)), Mark::NotAsked);
    }

    #[test]
    fn what_a_run_did_counts_beside_its_findings() {
        assert_eq!(mark_of("smoke", |_| ()), Mark::Crossed, "the probe of the sample failed");
        assert_eq!(mark_of("smoke", |record| record.probes.clear()), Mark::NotAsked);
        assert_eq!(mark_of("laptop", |_| ()), Mark::Crossed);
        let in_a_workflow = |record: &mut ReleaseRecord| record.urls.run = Some("https://github.test".to_owned());
        assert_eq!(mark_of("laptop", in_a_workflow), Mark::NotAsked, "the check of it was not made");
        let looked_at = |record: &mut ReleaseRecord| {
            in_a_workflow(record);
            record.findings.push(Finding::fine(named("not-from-a-laptop"), "a job"));
        };
        assert_eq!(mark_of("laptop", looked_at), Mark::Ticked);
        assert_eq!(mark_of("artifact", |record| record.commit = None), Mark::Crossed);
        assert_eq!(mark_of("artifact", |record| record.digest = None), Mark::NotAsked);
        assert_eq!(mark_of("extensions", |_| ()), Mark::Ticked);
        let bundle = || Finding::error(Code::EXTENSION_BUNDLE, "no range", "write one");
        assert_eq!(mark_of("extensions", |record| record.findings.push(bundle())), Mark::Crossed);
    }

    #[test]
    fn a_rollback_is_possible_only_where_its_check_says_so() {
        assert_eq!(mark_of("rollback", |_| ()), Mark::NotAsked);
        let fine = Finding::fine(named("way-back"), "it is there");
        let with = |reads_history, last| {
            let fine = fine.clone();
            mark_of("rollback", move |record| {
                (record.reads_history, record.rolled_back_last) = (reads_history, last);
                record.findings.push(fine);
            })
        };
        let once = Some(time::OffsetDateTime::UNIX_EPOCH);
        assert_eq!(with(Some(true), once), Mark::Ticked);
        assert_eq!(with(Some(true), None), Mark::NotAsked, "none was rehearsed");
        assert_eq!(with(Some(false), None), Mark::NotAsked, "when it was rehearsed is not known");
        assert_eq!(with(None, None), Mark::NotAsked);
    }

    #[test]
    fn a_run_that_looked_at_no_app_has_no_checklist() {
        assert!(marks(|record| record.findings.clear()).is_empty());
        let of_package = |record: &mut ReleaseRecord| {
            record.findings = vec![Finding::error(Code::EXTENSION_BUNDLE, "no range", "write one")];
        };
        assert!(marks(of_package).is_empty());
    }
}

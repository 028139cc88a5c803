//! Every check has a world where it finds something and one where it stays silent, and its text is a snapshot. Where it cannot read,
//! `cannot_read` has a world for every check, and `unread` tries every fact.

mod cannot_read;
mod data_roles;
mod everything_right;
mod github;
mod identity;
mod other_hands;
mod package;
mod permissions;
mod plan;
mod planted;
mod production;
mod reach;
mod right_ways;
mod runtime;
mod settings;
mod swap;

pub use everything_right::everything_right;
pub use planted::many_faults;

use std::collections::BTreeSet;

use crate::support::{Rehearsal, Told};
use rehearsal::state::Effect;
use slot_deploy::preflight::CHECKS;
use slot_deploy::record::{Finding, Outcome, Severity};

/// The worlds of one check.
pub struct Row {
    /// The check.
    pub id: &'static str,
    /// Where it finds something: the silent world with one fault.
    pub fires: fn() -> Rehearsal,
    /// How much that matters.
    pub severity: Severity,
    /// What it says then, as a snapshot.
    pub says: fn(&str),
    /// Checks that the same fault makes speak as well.
    pub with: &'static [&'static str],
    /// Where it stays silent.
    pub silent: fn() -> Rehearsal,
}

/// The rows of each subject.
const SUBJECTS: &[&[Row]] = &[
    plan::ROWS,
    production::ROWS,
    permissions::ROWS,
    settings::ROWS,
    identity::ROWS,
    package::ROWS,
    swap::ROWS,
    runtime::ROWS,
    other_hands::ROWS,
    reach::ROWS,
    github::ROWS,
];

/// Checks whose row is still to be written; other tests try them.
const WITHOUT_A_ROW: &[&str] = &[];

#[test]
fn every_check_has_one_row() {
    let rows: Vec<&str> = SUBJECTS.iter().flat_map(|rows| rows.iter()).map(|row| row.id).collect();
    let mut named: Vec<&str> = rows.iter().chain(WITHOUT_A_ROW).copied().collect();
    named.sort_unstable();
    let mut checks: Vec<&str> = CHECKS.iter().map(|check| check.about().explanation.id).collect();
    checks.sort_unstable();
    assert_eq!(named, checks);
}

/// Where everything is right: production and slot run releases of this tool.
#[tokio::test(start_paused = true)]
async fn a_world_with_everything_right_has_no_finding() {
    let released = Rehearsal::new().run().await;
    assert_eq!(released.outcome(), Outcome::Verified, "{}", released.log);
    let told = check(released.next_job()).await;
    assert_eq!(speaking(&told), BTreeSet::new(), "{}", told.log);
    assert_eq!(told.outcome(), Outcome::Checked);
}

/// The default world, with this command.
pub async fn check(rehearsal: Rehearsal) -> Told {
    rehearsal.input("command", "check").run().await
}

/// The checks that found more than a note.
fn speaking(told: &Told) -> BTreeSet<String> {
    let findings = told.record.findings.iter().filter(|finding| finding.severity > Severity::Note);
    findings.map(|finding| finding.check.to_string()).collect()
}

fn finding<'a>(told: &'a Told, id: &str) -> Option<&'a Finding> {
    told.record.findings.iter().find(|finding| finding.check == id)
}

/// Each row is as it says; all that is not is told at once.
async fn prove(rows: &[Row]) {
    let mut wrong = Vec::new();
    for row in rows {
        let id = row.id;
        let mut expect = |right: bool, says: String| wrong.extend((!right).then(|| format!("{id}: {says}")));
        let before = (row.silent)().world.state().effects.len();
        let silent = check((row.silent)()).await;
        let found = finding(&silent, id);
        expect(found.is_none_or(|found| found.severity == Severity::Fine), format!("not silent: {found:?}"));
        let fires = check((row.fires)()).await;
        let found = finding(&fires, id);
        expect(found.is_some_and(|found| found.severity == row.severity), format!("does not fire: {found:?}"));
        if let Some(found) = found {
            (row.says)(&format!("{}\nfix: {}", found.says, found.fix));
        }
        let newly: BTreeSet<String> = speaking(&fires).difference(&speaking(&silent)).cloned().collect();
        let mut expected: BTreeSet<String> = row.with.iter().map(|id| (*id).to_owned()).collect();
        expected.extend((row.severity > Severity::Note).then(|| id.to_owned()));
        expect(newly == expected, format!("{newly:?} speak, and not {expected:?}"));
        let ends = if fires.record.findings.iter().any(Finding::is_error) { 10 } else { 0 };
        expect(fires.ending.exit_code == ends, format!("it exits {}", fires.ending.exit_code));
        for told in [silent, fires] {
            let changes = told.effects().split_off(before);
            let looked = changes.iter().all(|effect| matches!(effect, Effect::TokenIssued { .. }));
            expect(looked, format!("it changed something: {changes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

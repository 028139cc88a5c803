//! Faults that are planted in a world with everything right: one alone is found as itself and nothing else, and many at once are
//! found each.

mod around;
mod of_app;
mod of_package;
mod settings;

use std::collections::BTreeSet;
use std::path::Path;

use super::check;
use super::everything_right::everything_right;
use crate::support::{Rehearsal, Told};
use rehearsal::state::Effect;
use slot_deploy::preflight::CHECKS;
use slot_deploy::record::{Finding, Severity};

/// One fault.
struct Fault {
    /// What finds it.
    id: &'static str,
    /// Puts it into the world.
    plant: fn(Rehearsal) -> Rehearsal,
    /// What finds it as well, with the reason.
    with: &'static [(&'static str, &'static str)],
    /// Why it is not planted beside others; empty where it is.
    alone: &'static str,
}

const fn fault(id: &'static str, plant: fn(Rehearsal) -> Rehearsal) -> Fault {
    Fault { id, plant, with: &[], alone: "" }
}

impl Fault {
    const fn with(self, with: &'static [(&'static str, &'static str)]) -> Self {
        Self { with, ..self }
    }

    const fn alone(self, why: &'static str) -> Self {
        Self { alone: why, ..self }
    }

    fn found_by(&self) -> BTreeSet<String> {
        self.with.iter().map(|(id, _)| *id).chain([self.id]).map(str::to_owned).collect()
    }
}

/// What only several faults together make.
const TOGETHER: &[(&str, &str)] = &[(
    "extensions-missing",
    "the package without an extension bundle has the trigger that another fault brings to production",
)];

fn faults() -> impl Iterator<Item = &'static Fault> {
    [of_app::FAULTS, of_package::FAULTS, settings::FAULTS, around::FAULTS].into_iter().flatten()
}

/// Those that do not hide or change what others are found by.
fn beside() -> impl Iterator<Item = &'static Fault> {
    faults().filter(|fault| fault.alone.is_empty())
}

/// A world with all of these.
pub fn many_faults() -> Rehearsal {
    beside().fold(everything_right(), |world, fault| (fault.plant)(world))
}

/// What found something, be it a note. That a lock keeps a check from looking is no finding of it.
fn found(told: &Told) -> BTreeSet<String> {
    let is_found = |finding: &&Finding| {
        let is_note = finding.severity == Severity::Note;
        finding.severity != Severity::Fine && !(is_note && finding.says.contains("a read-only lock refuses"))
    };
    let findings = told.record.findings.iter().filter(is_found);
    findings.map(|finding| finding.check.to_string()).collect()
}

/// Writes a file into the folder of the test.
fn write(rehearsal: Rehearsal, path: &str, text: &str) -> Rehearsal {
    let path: &Path = &rehearsal.temp.0.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    rehearsal
}

#[tokio::test(start_paused = true)]
async fn each_of_at_least_forty_faults_alone_is_found_as_itself_and_nothing_else() {
    let mut wrong = Vec::new();
    for fault in faults() {
        let told = check((fault.plant)(everything_right())).await;
        let found = found(&told);
        if found != fault.found_by() {
            let says: Vec<String> =
                told.record.findings.iter().filter(|one| one.severity != Severity::Fine).map(show).collect();
            wrong.push(format!(
                "{}: found by {found:?}, and not {:?}\n    {}",
                fault.id,
                fault.found_by(),
                says.join("\n    ")
            ));
        }
        let changed = told.effects().into_iter().find(|effect| !matches!(effect, Effect::TokenIssued { .. }));
        assert!(changed.is_none(), "{}: {changed:?}", fault.id);
        let stops = told.record.findings.iter().any(Finding::is_error);
        assert_eq!(told.ending.exit_code, if stops { 10 } else { 0 }, "{}: {}", fault.id, told.log);
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), faults().count(), wrong.join("\n"));
    assert!(faults().count() >= 40);
}

fn show(finding: &Finding) -> String {
    format!("{}: {}", finding.check, finding.says)
}

#[tokio::test(start_paused = true)]
async fn many_faults_at_once_are_each_found_and_nothing_else_is() {
    let told = check(many_faults()).await;
    let together = TOGETHER.iter().map(|(id, _)| (*id).to_owned());
    let expected: BTreeSet<String> = beside().flat_map(Fault::found_by).chain(together).collect();
    assert!(beside().count() >= 25 && expected.len() >= 25, "{expected:?}");
    let found = found(&told);
    let (missed, made_up): (Vec<_>, Vec<_>) =
        found.symmetric_difference(&expected).partition(|id| expected.contains(*id));
    assert!(missed.is_empty() && made_up.is_empty(), "missed: {missed:?}; made up: {made_up:?}");
}

#[test]
fn every_check_has_a_planted_fault() {
    let planted: BTreeSet<&str> = faults().map(|fault| fault.id).collect();
    let missing: Vec<&str> =
        CHECKS.iter().map(|check| check.about().explanation.id).filter(|id| !planted.contains(id)).collect();
    assert_eq!(missing, [""; 0]);
    for fault in faults() {
        assert!(fault.with.iter().all(|(_, why)| !why.is_empty()), "{}", fault.id);
    }
}

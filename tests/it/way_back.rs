//! What is said of the way back before the swap is true: it is tried in thought by the judgement that opens it later.

use crate::support::{Rehearsal, status};
use rehearsal::faults::Where;
use slot_deploy::record::{Outcome, Severity};

/// A production that was never deployed through the SCM site: by the portal's editor, by FTP.
fn without_trace() -> Rehearsal {
    Rehearsal::new().production(|side| side.moving.kudu.deployments.clear())
}

#[tokio::test(start_paused = true)]
async fn a_production_without_a_trace_is_warned_of_before_anything_is_changed() {
    let bad = Where::service("site").slot("production").path("/api/version").while_swapped();
    let told = without_trace().fault(bad, status(500)).run().await;
    let finding = told.record.findings.iter().find(|one| one.check.as_str() == "way-back").unwrap();
    assert_eq!(finding.severity, Severity::Warning, "{}", finding.says);
    assert!(finding.says.contains("could not be proved"), "{}", finding.says);
    let (warned, delivered) = (told.log.find("could not be rolled back by a swap"), told.log.find("Deliver"));
    assert!(warned.is_some() && warned < delivered, "{}", told.log);
    // It comes as it was foreseen.
    assert_eq!((told.outcome(), told.swaps()), (Outcome::NeedsPerson, 1), "{}", told.record.reason);
    assert!(told.log.contains("slot-deploy will not swap back by itself"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn without_a_way_back_a_strict_release_changes_nothing() {
    let told = without_trace().input("strict", "true").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "way-back"), "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_plan_promises_a_rollback_only_where_there_is_a_way_back() {
    for (rehearsal, promises) in [(Rehearsal::new(), true), (without_trace(), false)] {
        let told = rehearsal.input("dry-run", "true").run().await;
        let plan = told.record.plan.join("\n");
        assert_eq!(plan.contains("roll production back to what it serves now"), promises, "{plan}");
        assert_eq!(plan.contains("not roll production back by itself"), !promises, "{plan}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_production_with_a_way_back_is_said_to_have_one() {
    let told = Rehearsal::new().run().await;
    let finding = told.record.findings.iter().find(|one| one.check.as_str() == "way-back").unwrap();
    assert_eq!(finding.severity, Severity::Fine, "{}", finding.says);
}

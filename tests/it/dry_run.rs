//! `dry-run` prints the plan and changes nothing, in Azure or on GitHub.

use crate::support::{Rehearsal, Told, outputs_in};
use rehearsal::state::Effect;
use slot_deploy::record::Outcome;

pub fn only_looked(told: &Told, before: usize) {
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Checked, 0), "{}", told.record.reason);
    let changes = told.effects().split_off(before);
    assert!(changes.iter().all(|effect| matches!(effect, Effect::TokenIssued { .. })), "{changes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_of_each_command_prints_its_plan_and_changes_nothing() {
    let told = Rehearsal::new().input("dry-run", "true").run().await;
    only_looked(&told, 0);
    assert!(
        told.summary.contains("### Plan") && told.summary.contains("watch production for 10 min"),
        "{}",
        told.summary
    );

    let staged = told.next_job().input("dry-run", "").input("command", "stage").run().await;
    let ticket = outputs_in(&staged.outputs)["ticket"].clone();
    let before = staged.effects().len();
    let promote = staged.next_job().input("command", "promote").input("ticket", &ticket);
    let told = promote.input("dry-run", "true").run().await;
    only_looked(&told, before);
    assert!(told.summary.contains("swap `staging` into `production`"), "{}", told.summary);

    let promoted = told.next_job().input("dry-run", "").run().await;
    assert_eq!(promoted.outcome(), Outcome::Verified, "{}", promoted.record.reason);
    let before = promoted.effects().len();
    let told = promoted.next_job().input("command", "rollback").input("dry-run", "true").run().await;
    only_looked(&told, before);
    assert!(told.summary.contains("swap back to"), "{}", told.summary);
}

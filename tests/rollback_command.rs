//! `rollback` on request: by the last record, or from what Azure alone says.
#![allow(clippy::unwrap_used)]

mod support;

use slot_deploy::record::Outcome;
use slot_deploy::rehearsal::default_world::APP;
use support::{Rehearsal, TestApp, Told};

async fn released(rehearsal: Rehearsal) -> Told {
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    told
}

fn rollback(after: Told) -> Rehearsal {
    after.next_job().input("command", "rollback").input("package", "")
}

#[tokio::test(start_paused = true)]
async fn production_gets_back_what_it_served_by_the_record_or_by_azure_alone() {
    for memory in ["true", "false"] {
        let rehearsal = Rehearsal::new().input("deployment", memory);
        let former = rehearsal.world.state().app(APP).unwrap().production.moving.content.mark();
        let told = rollback(released(rehearsal).await).run().await;
        assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::RolledBack, 20), "{}", told.record.reason);
        assert_eq!((told.swaps(), told.production()), (2, former), "memory: {memory}");
    }
}

#[tokio::test(start_paused = true)]
async fn there_is_no_way_back_into_a_slot_that_got_something_else_and_nothing_is_touched() {
    for memory in ["true", "false"] {
        let told = released(Rehearsal::new().input("deployment", memory)).await;
        let staged = told.then(&TestApp::new("next")).no_probes().input("command", "stage").run().await;
        assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.record.reason);
        let told = rollback(staged).run().await;
        assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "nothing-to-go-back-to", 1));
        assert!(told.advice().contains("release the former commit"), "{}", told.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_taken_back_from_an_app_that_was_never_swapped() {
    let told = Rehearsal::new().input("command", "rollback").input("package", "").run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "nothing-to-go-back-to", 0));
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_cannot_run_is_not_swapped_into_production() {
    let told = released(Rehearsal::new()).await;
    let told = rollback(told).slot(|slot| slot.running = false).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 1), "{}", told.record.reason);
    assert!(told.record.reason.contains("stopped"), "{}", told.record.reason);
}

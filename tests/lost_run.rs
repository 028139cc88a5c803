//! A run whose machine is gone: `reconcile` in another job finishes what it began, without its journal.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use slot_deploy::record::{Outcome, Phase};
use slot_deploy::rehearsal::default_world::APP;
use slot_deploy::rehearsal::faults::{Fault, Where};
use slot_deploy::rehearsal::state::Effect;
use support::{Rehearsal, Told, status};

/// How long into the release the middle of this phase is.
async fn middle_of(phase: Phase) -> Duration {
    let record = Rehearsal::new().run().await.record;
    let entry = record.phases.iter().find(|entry| entry.name == phase).unwrap();
    Duration::from_secs_f64((entry.started - record.started).as_seconds_f64() + entry.seconds / 2.0)
}

async fn lost_in(rehearsal: Rehearsal, phase: Phase) -> Rehearsal {
    let moment = middle_of(phase).await;
    rehearsal.killed_after(moment).await.lost()
}

fn bad_from_the_swap_on() -> Fault {
    Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500))
}

fn is_open(told: &Told) -> bool {
    let state = told.world.state();
    let last = state.github.deployments.last().unwrap();
    last.statuses.last().is_none_or(|status| status.state == "in_progress")
}

#[tokio::test(start_paused = true)]
async fn a_run_that_was_lost_before_its_swap_left_production_untouched() {
    for phase in [Phase::Deliver, Phase::Prove] {
        let told = lost_in(Rehearsal::new(), phase).await.run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{phase}: {}", told.record.reason);
        assert!(!is_open(&told), "the next release need not wait");
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_went_through_without_its_run_is_watched_to_the_end() {
    for phase in [Phase::Swap, Phase::Watch] {
        let told = lost_in(Rehearsal::new(), phase).await.run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{phase}: {}", told.record.reason);
        assert_eq!(told.production(), told.digest());
        assert!(!is_open(&told));
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_production_that_a_lost_run_left_is_given_back_what_it_served() {
    for memory in ["true", "false"] {
        for phase in [Phase::Swap, Phase::Watch] {
            let lost = lost_in(Rehearsal::new().input("deployment", memory), phase).await;
            let told = lost.with_fault(bad_from_the_swap_on()).run().await;
            // Without a memory it is written down nowhere what production served before, and nobody but a person swaps.
            let expected = if memory == "true" { (Outcome::RolledBack, 2) } else { (Outcome::NeedsPerson, 1) };
            assert_eq!((told.outcome(), told.swaps()), expected, "{memory} {phase}: {}", told.record.reason);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn where_nothing_was_left_behind_reconcile_says_so_and_changes_nothing() {
    let told = Rehearsal::new().run().await.next_job().input("command", "reconcile").input("package", "").run().await;
    assert_eq!(
        (told.outcome(), told.ending.exit_code, told.swaps()),
        (Outcome::Checked, 0, 1),
        "{}",
        told.record.reason
    );
}

#[tokio::test(start_paused = true)]
async fn a_release_that_ended_early_with_a_word_is_left_alone() {
    let back = Rehearsal::new().with_fault(bad_from_the_swap_on()).run().await;
    assert_eq!((back.outcome(), back.swaps()), (Outcome::RolledBack, 2));
    let told = back.next_job().input("command", "reconcile").input("package", "").run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Checked, 2), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn the_post_step_gives_a_bad_production_back_what_it_served_while_there_is_time() {
    let moment = middle_of(Phase::Swap).await;
    let killed = Rehearsal::new().with_fault(bad_from_the_swap_on()).killed_after(moment).await;
    let told = killed.post(true).await.told.unwrap();
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
    let state = told.world.state();
    let swaps = state.effects.iter().filter(|entry| matches!(entry.effect, Effect::Swapped { .. }));
    let [first, second] = swaps.collect::<Vec<_>>()[..] else { panic!() };
    assert!(second.at - first.at < Duration::from_secs(300), "within the time that a post-step has");
}

fn previewing(memory: &str) -> Rehearsal {
    Rehearsal::new().input("swap", "preview").input("drain", "true").input("deployment", memory)
}

/// After the swap was prepared and production drained, and before the swap.
async fn lost_before_its_swap(memory: &str) -> Rehearsal {
    let record = previewing(memory).run().await.record;
    let swap = record.phases.iter().find(|entry| entry.name == Phase::Swap).unwrap();
    let moment = Duration::from_secs_f64((swap.started - record.started).as_seconds_f64() - 1.0);
    previewing(memory).killed_after(moment).await.lost().input("swap", "direct").input("drain", "false")
}

fn is_prepared(told: &Told) -> bool {
    told.world.state().app(APP).unwrap().production.prepared_with.is_some()
}

#[tokio::test(start_paused = true)]
async fn what_a_lost_run_did_for_its_swap_is_undone_by_its_memory_alone() {
    let told = lost_before_its_swap("true").await.run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert!(!is_prepared(&told) && told.log.contains("production takes events again"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_prepared_swap_without_a_record_is_reset_by_who_prepares_swaps_and_told_to_a_person_otherwise() {
    let told = lost_before_its_swap("false").await.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "swap-prepared"), "{}", told.record.reason);
    assert!(is_prepared(&told) && told.advice().contains("--action reset"), "{}", told.advice());
    let told = lost_before_its_swap("false").await.input("swap", "preview").run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert!(!is_prepared(&told));
}

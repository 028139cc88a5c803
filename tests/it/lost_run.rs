//! A run whose machine is lost: `reconcile` in another job finishes it without its journal.

use std::time::Duration;

use crate::support::moments::{middle, middle_of};
use crate::support::{Rehearsal, Told, outputs_in, status};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use slot_deploy::record::{Outcome, Phase};

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
async fn a_run_lost_before_its_swap_is_reported_with_production_unchanged() {
    for phase in [Phase::Deliver, Phase::Prove] {
        let told = lost_in(Rehearsal::new(), phase).await.run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{phase}: {}", told.record.reason);
        assert!(!is_open(&told), "the next release need not wait");
    }
}

#[tokio::test(start_paused = true)]
async fn the_swap_of_a_lost_run_is_watched_to_the_end() {
    for phase in [Phase::Swap, Phase::Watch] {
        let told = lost_in(Rehearsal::new(), phase).await.run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{phase}: {}", told.record.reason);
        assert_eq!(told.production(), told.digest());
        assert!(!is_open(&told));
    }
}

#[tokio::test(start_paused = true)]
async fn unhealthy_production_after_a_lost_run_is_rolled_back() {
    for memory in ["true", "false"] {
        for phase in [Phase::Swap, Phase::Watch] {
            let lost = lost_in(Rehearsal::new().input("deployment", memory), phase).await;
            let told = lost.with_fault(bad_from_the_swap_on()).run().await;
            // Without a memo the former content is not recorded, so only a person may swap.
            let expected = if memory == "true" { (Outcome::RolledBack, 2) } else { (Outcome::NeedsPerson, 1) };
            assert_eq!((told.outcome(), told.swaps()), expected, "{memory} {phase}: {}", told.record.reason);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_an_unfinished_release_reconcile_changes_nothing() {
    let told = Rehearsal::new().run().await.next_job().input("command", "reconcile").input("package", "").run().await;
    assert_eq!(
        (told.outcome(), told.ending.exit_code, told.swaps()),
        (Outcome::Checked, 0, 1),
        "{}",
        told.record.reason
    );
}

#[tokio::test(start_paused = true)]
async fn a_release_history_that_cannot_be_read_is_not_a_history_without_an_unfinished_release() {
    let next = Rehearsal::new().run().await.next_job().input("command", "reconcile").input("package", "");
    let away = Fault::new(Where::service("github").method("GET").path("/deployments"), status(500));
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let told = next.with_fault(away).run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(told.record.reason.contains("unfinished releases are unknown"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_release_with_a_recorded_early_end_is_left_alone() {
    let back = Rehearsal::new().with_fault(bad_from_the_swap_on()).run().await;
    assert_eq!((back.outcome(), back.swaps()), (Outcome::RolledBack, 2));
    let told = back.next_job().input("command", "reconcile").input("package", "").run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Checked, 2), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn the_post_step_rolls_unhealthy_production_back_while_time_remains() {
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
async fn preparations_of_a_lost_run_are_undone_from_its_memo_alone() {
    let told = lost_before_its_swap("true").await.run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert!(!is_prepared(&told) && told.log.contains("production takes events again"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_prepared_swap_without_a_record_is_reset_only_by_a_job_that_makes_multi_phase_swaps() {
    let told = lost_before_its_swap("false").await.run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "swap-prepared"), "{}", told.record.reason);
    assert!(is_prepared(&told) && told.advice().contains("--action reset"), "{}", told.advice());
    let told = lost_before_its_swap("false").await.input("swap", "preview").run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert!(!is_prepared(&told));
}

#[tokio::test(start_paused = true)]
async fn the_post_step_reports_its_outcome_before_the_runner_ends_it() {
    let slow = |service| Fault::new(Where::service(service).after_swap(), What::Delay { seconds: 50 });
    let killed = Rehearsal::new().with_fault(slow("arm")).with_fault(slow("scm"));
    let killed = killed.killed_after(middle_of(Phase::Watch).await).await;
    let began = killed.world.clock().now();
    let told = killed.post(true).await.told.unwrap();
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "time-is-up"), "{}", told.record.reason);
    assert!(told.world.clock().now() - began < Duration::from_secs(300));
    assert!(told.advice().contains("deployment slot swap"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_rollback_on_request_whose_run_is_lost_is_finished_and_never_turned_round() {
    let rollback = async || {
        let told = Rehearsal::new().input("deployment", "true").run().await;
        let former = told.record.identity.previous.clone().unwrap().content;
        (told.next_job().input("command", "rollback").input("package", ""), former)
    };
    let record = rollback().await.0.run().await.record;
    let back = record.phases.iter().find(|entry| entry.name == Phase::RollBack).unwrap();
    let began = Duration::from_secs_f64((back.started - record.started).as_seconds_f64());
    for into in [0.5, back.seconds / 2.0, back.seconds - 1.0] {
        let (rehearsal, former) = rollback().await;
        let lost = rehearsal.killed_after(began + Duration::from_secs_f64(into)).await.lost();
        let told = lost.input("command", "reconcile").run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{into}: {}", told.record.reason);
        assert_eq!(told.record.identity.production.clone().unwrap().content, former, "{into}");
    }
}

/// Staged by a job, and promoted by one whose machine was lost in the watch; without a memory, so that the ticket is what is known.
async fn promoted_and_lost() -> (String, Rehearsal) {
    let staging = || Rehearsal::new().input("command", "stage").input("deployment", "false");
    let promoted = staging().run().await.promoting().run().await.record;
    let entry = promoted.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap();
    let moment = middle(&promoted, entry);
    let staged = staging().run().await;
    let ticket = outputs_in(&staged.outputs)["ticket"].clone();
    let lost = staged.promoting().killed_after(moment).await.lost();
    (ticket, lost)
}

#[tokio::test(start_paused = true)]
async fn a_ticket_of_another_run_of_another_app_or_of_yesterday_is_not_reconciled_with() {
    let (ticket, lost) = promoted_and_lost().await;
    let told = lost.input("ticket", &ticket).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "its own: {}", told.record.reason);
    let (ticket, lost) = promoted_and_lost().await;
    let told =
        lost.input("ticket", &ticket).variable("GITHUB_RUN_ID", "78").with_fault(bad_from_the_swap_on()).run().await;
    let end = (told.outcome(), told.code(), told.swaps());
    assert_eq!(end, (Outcome::Stale, "ticket-of-another-run", 1), "{}", told.record.reason);
    let (ticket, lost) = promoted_and_lost().await;
    let told =
        lost.input("ticket", &ticket).variable("GITHUB_RUN_ID", "78").input("allow-foreign-ticket", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "as it was asked for: {}", told.record.reason);
    let (ticket, lost) = promoted_and_lost().await;
    tokio::time::sleep(Duration::from_secs(25 * 60 * 60)).await;
    let told = lost.input("ticket", &ticket).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-expired"), "{}", told.record.reason);
    let (ticket, lost) = promoted_and_lost().await;
    let lost = lost.world(|state| {
        let app = state.app_mut(APP).unwrap();
        let twin = app.slots[SLOT].clone();
        app.slots.insert("beta".to_owned(), twin);
    });
    let told = lost.input("ticket", &ticket).input("slot", "beta").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, "ticket-of-another-app"), "{}", told.record.reason);
}

//! `rollback` on request: by the last record, or from Azure's state alone.

use std::time::Duration;

use crate::support::{Rehearsal, TestApp, Told, status};
use rehearsal::default_world::APP;
use rehearsal::faults::{Fault, What, Where};
use slot_deploy::record::{Outcome, Phase};

async fn released(rehearsal: Rehearsal) -> Told {
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    told
}

fn rollback(after: Told) -> Rehearsal {
    after.next_job().input("command", "rollback").input("package", "")
}

#[tokio::test(start_paused = true)]
async fn rollback_restores_the_former_content_by_record_or_from_azure_alone() {
    for memory in ["true", "false"] {
        let rehearsal = Rehearsal::new().input("deployment", memory);
        let former = rehearsal.world.state().app(APP).unwrap().production.moving.content.mark();
        let told = rollback(released(rehearsal).await).run().await;
        assert_eq!(
            (told.outcome(), told.ending.exit_code),
            (Outcome::RolledBackOnRequest, 0),
            "{}",
            told.record.reason
        );
        assert_eq!((told.swaps(), told.production()), (2, former), "memory: {memory}");
    }
}

#[tokio::test(start_paused = true)]
async fn rollback_is_refused_without_changes_when_the_slot_has_other_content() {
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
async fn rollback_is_refused_for_an_app_that_was_never_swapped() {
    let told = Rehearsal::new().input("command", "rollback").input("package", "").run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "nothing-to-go-back-to", 0));
}

#[tokio::test(start_paused = true)]
async fn rollback_is_refused_when_the_slot_cannot_run() {
    let told = released(Rehearsal::new()).await;
    let cannot_start = Where::service("arm").path("slots/staging/start");
    let told = rollback(told).slot(|slot| slot.running = false).fault(cannot_start, status(403)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 1), "{}", told.record.reason);
    assert!(told.record.reason.contains("stopped"), "{}", told.record.reason);
}

fn rollback_as(run: &str, after: Told) -> Rehearsal {
    rollback(after).variable("GITHUB_RUN_ID", run)
}

#[tokio::test(start_paused = true)]
async fn a_rollback_that_is_run_again_finds_nothing_to_do_and_says_by_which_run() {
    for (memory, by) in [("true", "by run 78"), ("false", "by the last swap")] {
        let rehearsal = Rehearsal::new().input("deployment", memory);
        let former = rehearsal.world.state().app(APP).unwrap().production.moving.content.mark();
        let first = rollback_as("78", released(rehearsal).await).run().await;
        assert_eq!((first.outcome(), first.swaps()), (Outcome::RolledBackOnRequest, 2), "{}", first.record.reason);
        let again = rollback_as("78", first).variable("GITHUB_RUN_ATTEMPT", "2").run().await;
        assert_eq!((again.outcome(), again.ending.exit_code), (Outcome::Unchanged, 0), "{memory}: {}", again.log);
        assert_eq!((again.swaps(), again.production()), (2, former), "memory: {memory}");
        assert!(again.record.reason.contains(by), "{memory}: {}", again.record.reason);
        assert!(again.summary.contains(by), "the summary says it as well");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rollback_after_a_release_that_rolled_itself_back_changes_nothing() {
    for (memory, by) in [("true", "by run 77"), ("false", "by the last swap")] {
        let bad = Where::service("site").slot("production").path("/api/version").after_swap();
        let rehearsal = Rehearsal::new().input("deployment", memory).with_fault(Fault::new(bad, status(500)));
        let former = rehearsal.world.state().app(APP).unwrap().production.moving.content.mark();
        let back = rehearsal.run().await;
        assert_eq!((back.outcome(), back.swaps()), (Outcome::RolledBack, 2), "{}", back.record.reason);
        let told = rollback_as("78", back).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Unchanged, 2), "{memory}: {}", told.record.reason);
        assert_eq!(told.production(), former);
        assert!(told.record.reason.contains(by), "{memory}: {}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn reconcile_after_a_good_rollback_offers_no_command_that_undoes_it() {
    for memory in ["true", "false"] {
        let back = rollback(released(Rehearsal::new().input("deployment", memory)).await).run().await;
        let told = back.next_job().input("command", "reconcile").input("package", "").run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Checked, 2), "{memory}: {}", told.record.reason);
        assert_eq!(told.record.next_command, None);
        assert!(!told.summary.contains("deployment slot swap"), "{memory}: {}", told.summary);
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_rollback_github_shows_the_release_as_taken_back_and_no_made_up_digest() {
    let first = released(Rehearsal::new().input("deployment", "true")).await;
    let digest = first.digest();
    let told = rollback_as("78", first).run().await;
    let state = told.world.state();
    let [release, rollback] = &state.github.deployments[..] else { panic!("two deployments") };
    let last = release.statuses.last().unwrap();
    assert_eq!((last.state.as_str(), last.description.as_str()), ("inactive", "rolled-back: on request by run 78"));
    assert_eq!(rollback.statuses.last().unwrap().state, "inactive", "its commit is not in production");
    assert!(rollback.payload.to_string().contains(&digest));
}

#[tokio::test(start_paused = true)]
async fn the_post_step_says_what_became_of_a_rollback_that_was_cut_short() {
    let asked = async || {
        let told = released(Rehearsal::new()).await;
        let former = told.record.identity.previous.clone().unwrap().content;
        (rollback(told), former)
    };
    let record = asked().await.0.run().await.record;
    let back = record.phases.iter().find(|entry| entry.name == Phase::RollBack).unwrap();
    let began = Duration::from_secs_f64((back.started - record.started).as_seconds_f64());
    for share in [0.3, 0.5, 0.8] {
        let (rehearsal, former) = asked().await;
        let killed = rehearsal.killed_after(began + Duration::from_secs_f64(back.seconds * share)).await;
        let told = killed.post(true).await.told.unwrap();
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{share}: {}", told.record.reason);
        assert_eq!(told.record.identity.production.clone().unwrap().content, former, "{share}");
    }
    let mut advice = String::new();
    for share in [0.1, 0.2, 0.3, 0.4, 0.5] {
        let never = Fault::new(Where::service("arm").path("/slotsswap"), What::ResetBefore);
        let (rehearsal, _) = asked().await;
        let killed =
            rehearsal.with_fault(never).killed_after(began + Duration::from_secs_f64(back.seconds * share)).await;
        let told = killed.post(true).await.told.unwrap();
        assert!(matches!(told.outcome(), Outcome::Aborted | Outcome::NeedsPerson), "{share}: {}", told.record.reason);
        assert_eq!(told.swaps(), 1, "{share}: what was cut short is not begun again");
        advice += &told.advice();
    }
    assert!(advice.contains("`command: rollback` again"), "{advice}");
}

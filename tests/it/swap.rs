//! A swap is read back from its effects, whatever happened to its answer.

use std::time::Duration;

use crate::support::meddler::{is_swap, meddle};
use crate::support::{Rehearsal, TestApp, status};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use slot_deploy::record::Outcome;

fn ask() -> Where {
    Where::service("arm").method("POST").path("slotsswap")
}

fn polls() -> Where {
    Where::service("arm").method("GET").path("operationresults")
}

#[tokio::test(start_paused = true)]
async fn a_lost_swap_answer_is_resolved_by_reading_back() {
    for lost in [What::ResetAfter, What::StatusAfter { status: 504 }, What::Never, What::Truncate] {
        let told = Rehearsal::new().with_fault(Fault::new(ask(), lost.clone()).times(1)).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{lost:?}: {}", told.log);
        assert_eq!(told.swaps(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn lost_polls_are_resolved_by_reading_back() {
    for lost in [What::ResetBefore, status(503), status(404)] {
        let told = Rehearsal::new().with_fault(Fault::new(polls(), lost.clone())).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{lost:?}: {}", told.log);
        assert_eq!(told.swaps(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_aborts_leaves_production_unchanged_and_reports_the_reason() {
    let message =
        "Cannot swap slots for site 'shop-orders' because the worker process could not be started.".to_owned();
    for status in [400, 409, 417] {
        let fails = Fault::new(Where::service("law:swap"), What::Fails { status, message: message.clone() });
        let told = Rehearsal::new().with_fault(fails).run().await;
        assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
        assert!(told.advice().contains("worker process could not be started"), "{}", told.advice());
        assert_eq!(told.swaps(), 0);
        assert!(told.effects().iter().any(|effect| matches!(effect, Effect::SwapReverted { .. })));
        assert!(told.record.next_command.is_none(), "there is nothing to swap back");
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_request_without_effect_ends_aborted_after_enough_readings() {
    let told = Rehearsal::new().with_fault(Fault::new(ask(), What::ResetBefore)).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert_eq!(told.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_swap_is_requested_again_only_after_reading_back_that_nothing_happened() {
    for (lost, had_effect) in
        [(What::ResetAfter, true), (What::Truncate, true), (What::ResetBefore, false), (status(503), false)]
    {
        let told = Rehearsal::new().with_fault(Fault::new(ask(), lost.clone())).run().await;
        let asked =
            told.world.state().requests.iter().filter(|r| r.method == "POST" && r.path.ends_with("slotsswap")).count();
        let expected = if had_effect { 1 } else { 4 };
        assert_eq!(asked, expected, "{lost:?}");
        let intents = told.evidence()["journal.jsonl"].matches("\"change\":\"swap\",\"with\"").count();
        assert_eq!(intents, expected, "each request has its own intent");
    }
}

#[tokio::test(start_paused = true)]
async fn a_swap_request_that_was_refused_once_is_repeated_and_the_release_is_verified() {
    for refused in [status(500), status(429), status(404), What::ResetBefore] {
        let told = Rehearsal::new().with_fault(Fault::new(ask(), refused.clone()).times(1)).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{refused:?}: {}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn foreign_content_in_production_after_the_swap_needs_a_person() {
    // During the swap another client deploys other content to both sides.
    let at = Where::service("arm").path("operationresults").after_swap();
    let rehearsal = Rehearsal::new().with_fault(Fault::new(at, What::Never).times(1));
    let meddler = meddle(&rehearsal.world, is_swap, 0, |state| {
        let other = TestApp::new("somebody else's").content();
        let app = state.app_mut(APP).unwrap();
        for side in [&mut app.production, app.slots.get_mut(SLOT).unwrap()] {
            side.moving.content = other.clone();
            side.moving.kudu.deployments[0].id = "somebody-else".to_owned();
        }
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "rollback-refused-slot-unchanged"));
    assert_eq!(told.swaps(), 1, "what somebody else is at is left alone");
    assert_eq!(told.ending.exit_code, 30);
}

#[tokio::test(start_paused = true)]
async fn an_error_burst_right_after_the_swap_is_reported_and_causes_no_rollback() {
    let first_minute =
        Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500)).times(5);
    let told = Rehearsal::new().with_fault(first_minute).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(!told.record.watch.unwrap().remarkable.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_watch_without_measurements_is_never_verified() {
    // Neither production nor the slot can be asked: the runner sees nothing.
    let blind = || Fault::new(Where::service("site").after_swap(), What::ResetBefore);
    let told = Rehearsal::new().with_fault(blind()).run().await;
    assert_eq!(told.outcome(), Outcome::PromotedUnverified, "{}", told.log);
    assert_eq!(told.ending.exit_code, 0);
    let strict = Rehearsal::new().with_fault(blind()).input("strict", "true").run().await;
    assert_eq!(strict.ending.exit_code, 3);
}

#[tokio::test(start_paused = true)]
async fn production_that_loses_the_release_during_the_watch_is_noticed() {
    let rehearsal = Rehearsal::new().no_probes();
    let meddler = meddle(&rehearsal.world, is_swap, 200, |state| {
        state.app_mut(APP).unwrap().production.moving.content = TestApp::new("other").content();
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!(told.outcome(), Outcome::NeedsPerson, "{}", told.log);
    assert!(told.advice().contains("no longer runs this release"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_slot_does_not_prevent_the_watch_after_the_swap() {
    let slot = Where::service("arm").method("GET").path(r"/slots/staging(\?|$)").after_swap();
    let told = Rehearsal::new().with_fault(Fault::new(slot, status(500))).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    let state = told.world.state();
    let swapped = state.effects.iter().find(|entry| matches!(entry.effect, Effect::Swapped { .. })).unwrap().at;
    let looked = state.effects.iter().find(|entry| {
        entry.at >= swapped && matches!(&entry.effect, Effect::Invoked { slot, .. } if slot == "production")
    });
    let blind = looked.unwrap().at - swapped;
    assert!(blind < Duration::from_secs(240), "nobody looked for {blind}");
}

#[tokio::test(start_paused = true)]
async fn production_is_looked_at_within_two_minutes_of_its_swap_whatever_hangs_while_it_is_read_back() {
    let stamp = |slot: &str| Where::service("arm").slot(slot).path("vfs/.slot-deploy/release.json").after_swap();
    let functions = Where::service("arm").slot(SLOT).path("staging/functions").after_swap();
    let hangs = [[stamp("production"), functions.clone()], [polls().after_swap(), stamp(SLOT)], [polls(), functions]];
    for both in hangs {
        let names = format!("{both:?}");
        let rehearsal = both.into_iter().fold(Rehearsal::new(), |rehearsal, at| rehearsal.fault(at, What::Never));
        let told = rehearsal.run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{names}: {}", told.log);
        let state = told.world.state();
        let swapped = state.effects.iter().find(|entry| is_swap(&entry.effect)).unwrap().at;
        let looks = |entry: &&rehearsal::state::RequestEntry| {
            let of_production = entry.service == "site" && entry.slot.as_deref() == Some("production");
            of_production && entry.path == "/api/version" && entry.at > swapped
        };
        let first = state.requests.iter().find(looks).unwrap().at;
        assert!(first - swapped < Duration::from_secs(120), "{names}: {}", first - swapped);
    }
}

//! A slot that the last release has stopped: the next one starts it, and so does the way back.

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::Where;
use rehearsal::state::{Effect, Side};
use serde_json::json;
use slot_deploy::record::Outcome;

use super::{OFF, app, busy, first, is_delivered, is_swap_begun, power, shared_queue, takers};
use crate::support::meddler::{is_swap, meddle};
use crate::support::{Rehearsal, Told, status};

fn stop(side: &mut Side) {
    side.running = false;
    side.moving.host.instances.clear();
}

fn is_power(how: &'static str) -> impl Fn(&Effect) -> bool {
    move |effect| matches!(effect, Effect::PowerChanged { how: changed, .. } if changed == how)
}

async fn released() -> Told {
    let told = shared_queue().input("after", "stop").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(!told.world.state().app(APP).unwrap().slots[SLOT].running);
    told
}

#[tokio::test(start_paused = true)]
async fn the_next_release_starts_the_slot_before_it_delivers_and_stops_it_again() {
    let first_one = released().await;
    let before = first_one.effects().len();
    let told = first_one.then(&app("next")).variable("GITHUB_SHA", "next").no_probes().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let effects = &told.effects()[before..];
    assert_eq!(power(effects), ["start", "stop"]);
    assert!(first(effects, is_power("start")).unwrap() < first(effects, is_delivered).unwrap());
    assert!(told.log.contains("the slot `staging` is stopped; starting it"), "{}", told.log);
    assert!(told.record.slot_life.started_in.is_some());
    let started = told.journal().iter().any(|line| line["event"] == "intent" && line["data"]["change"] == "start");
    assert!(started, "it was announced");
    assert!(told.summary.contains("it was stopped, and ran after"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn who_stopped_the_slot_is_said_before_it_is_started() {
    let warns = |told: &Told, what: &str| told.record.warnings.iter().any(|warning| warning.contains(what));
    let ours = released().await;
    let id = ours.record.id.clone();
    let told = ours.then(&app("next")).variable("GITHUB_SHA", "next").no_probes().run().await;
    assert!(told.log.contains(&format!("is as the release {id} left it: stopped")), "{}", told.log);
    assert!(!warns(&told, "is stopped, and"), "{:?}", told.record.warnings);

    let kept = shared_queue().run().await;
    let told = kept.then(&app("next")).variable("GITHUB_SHA", "next").no_probes();
    let told = told.slot(stop).input("after", "stop").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(warns(&told, "another client stopped it"), "{:?}", told.record.warnings);

    let alone = shared_queue().slot(stop).input("after", "stop").input("deployment", "false").run().await;
    assert_eq!(alone.outcome(), Outcome::Verified, "{}", alone.log);
    assert!(
        warns(&alone, "whether a release or another client stopped it is not known"),
        "{:?}",
        alone.record.warnings
    );
}

#[tokio::test(start_paused = true)]
async fn triggers_are_held_before_a_stopped_slot_is_started() {
    let told = busy(shared_queue().input("hold", "true").input("after", "stop").slot(stop)).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let effects = told.effects();
    let swap = first(&effects, is_swap_begun).unwrap();
    assert!(takers(&effects[..swap]).iter().all(|(side, _)| *side == "production"), "not one order, from the start on");
    assert!(first(&effects, is_power("start")).unwrap() < first(&effects, is_delivered).unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_somebody_else_stopped_ends_the_release_with_both_ways_on() {
    let told = shared_queue().slot(stop).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "both-running", 0), "{}", told.log);
    let advice = told.advice();
    assert!(advice.contains("az functionapp start") && advice.contains("`after: stop`"), "{advice}");
    assert_eq!(power(&told.effects()), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_check_says_that_a_release_would_start_the_slot_and_starts_nothing() {
    let told = shared_queue().slot(stop).input("after", "stop").input("dry-run", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(
        told.record.plan.iter().any(|line| line.contains("start the slot `staging`, which is stopped")),
        "{:?}",
        told.record.plan
    );
    assert!(told.record.plan.iter().any(|line| line.contains("stop the slot `staging` with the old version")));
    assert_eq!(power(&told.effects()), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_does_not_start_ends_the_release_before_anything_is_delivered() {
    let forbidden = Where::service("arm").path("slots/staging/start");
    let told = shared_queue().slot(stop).input("after", "stop").fault(forbidden, status(403)).run().await;
    assert_eq!((told.outcome(), told.swaps(), told.deployments()), (Outcome::Aborted, 0, 0), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_side_that_was_stopped_after_staging_is_never_swapped() {
    let staged = shared_queue().input("command", "stage").input("after", "stop").run().await;
    let told = staged.promoting().slot(stop).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Stale, 0), "{}", told.log);
    assert!(told.record.reason.contains("the slot is stopped"), "{}", told.record.reason);
    assert_eq!(first(&told.effects(), is_swap_begun), None, "not even asked for");
}

fn rollback(after: Told) -> Rehearsal {
    after.next_job().input("command", "rollback").input("package", "")
}

#[tokio::test(start_paused = true)]
async fn a_rollback_on_request_starts_the_stopped_slot_first_and_says_what_that_costs() {
    let told = released().await;
    let before = told.effects().len();
    let plan = rollback(told).input("dry-run", "true").run().await;
    assert!(plan.record.plan[0].contains("start the slot, which is stopped"), "{:?}", plan.record.plan);
    let told = rollback(plan).input("dry-run", "").run().await;
    assert_eq!(told.outcome(), Outcome::RolledBackOnRequest, "{}", told.log);
    let effects = &told.effects()[before..];
    assert_eq!(power(effects), ["start"], "the slot with what was rolled back is not stopped");
    assert!(first(effects, is_power("start")).unwrap() < first(effects, is_swap_begun).unwrap());
    assert!(told.log.contains("a cold start"), "{}", told.log);
    assert!(told.log.contains("the input `after` has no effect on `rollback`"), "{}", told.log);
    assert!(told.record.reason.contains("holds what was rolled back, and runs"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_rollback_of_a_held_slot_needs_nothing_and_production_takes_events_again() {
    let told = shared_queue().input("hold", "true").input("after", "hold").run().await;
    let before = told.effects().len();
    let _coming = super::orders(&told.world);
    let told = rollback(told).run().await;
    assert_eq!(told.outcome(), Outcome::RolledBackOnRequest, "{}", told.log);
    tokio::time::sleep(std::time::Duration::from_secs(120)).await;
    let effects = &told.effects()[before..];
    assert_eq!((power(effects), super::written(effects, SLOT), super::written(effects, "production")), (vec![], 0, 0));
    let later = takers(&effects[first(effects, is_swap).unwrap()..]);
    assert!(later.iter().all(|(side, _)| *side == "production") && !later.is_empty(), "{later:?}");
    let state = told.world.state();
    assert_eq!(state.app(APP).unwrap().slots[SLOT].settings[OFF], "true");
}

#[tokio::test(start_paused = true)]
async fn the_automatic_way_back_starts_a_slot_that_somebody_stopped_during_the_watch() {
    let broken = crate::support::plays::broken();
    let rehearsal = Rehearsal::of(
        &broken,
        &crate::support::TestApp::new("former")
            .http("health", "anonymous")
            .answers("GET /api/health", json!({"status": 200, "json": {}})),
    )
    .input("probes", "- name: health\n  request: { path: /api/health }\n")
    .world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
        app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        app.slots.get_mut(SLOT).unwrap().settings.insert("STAGE".to_owned(), "staging".to_owned());
    });
    let meddler =
        meddle(&rehearsal.world, is_swap, 10, |state| stop(state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap()));
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.log);
    assert_eq!(power(&told.effects()), ["start"]);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_cannot_be_started_is_not_swapped_back() {
    let forbidden = Where::service("arm").path("slots/staging/start");
    let told = rollback(released().await).fault(forbidden, status(403)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 1), "{}", told.log);
    assert!(told.record.reason.contains("could not be started"), "{}", told.record.reason);
}

//! A release that makes production bad is taken back: once, only to what production served before, and proved.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::json;
use slot_deploy::record::{Outcome, WatchVerdict};
use slot_deploy::rehearsal::default_world::{APP, SLOT};
use slot_deploy::rehearsal::faults::{Fault, What, Where};
use slot_deploy::rehearsal::state::Effect;
use support::meddler::{is_swap, meddle};
use support::{Rehearsal, TestApp, Told, status};

/// What production answers wrongly as long as the release is there, and its own probe for it.
const HEALTH: &str = r#"
- name: health
  request: { path: /api/health }
"#;

fn healthy() -> TestApp {
    TestApp::new("former").http("health", "anonymous").answers("GET /api/health", json!({"status": 200}))
}

fn production() -> Where {
    Where::service("site").slot("production").path("/api/health")
}

fn broken(at: Where) -> Rehearsal {
    Rehearsal::of(&healthy(), &healthy()).input("probes", HEALTH).fault(at, status(500))
}

/// It is the release, and goes with it.
fn broken_release() -> Rehearsal {
    broken(production().while_swapped())
}

fn swapped_to(told: &Told) -> Vec<String> {
    let of = |effect: &Effect| match effect {
        Effect::Swapped { now, .. } => Some(now.clone()),
        _ => None,
    };
    told.effects().iter().filter_map(of).collect()
}

#[tokio::test(start_paused = true)]
async fn an_unhealthy_release_is_taken_back_and_the_run_is_red() {
    let told = broken_release().run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::RolledBack, 20), "{}", told.record.reason);
    assert_eq!(swapped_to(&told).len(), 2, "one swap forward, one back");
    assert_eq!(swapped_to(&told)[0], told.digest());
    assert_ne!(told.production(), told.digest());
    let watch = told.record.watch.clone().unwrap();
    assert!(matches!(watch.verdict, WatchVerdict::Unhealthy { .. }));
    assert!(watch.watched_seconds < 180, "it was acted on after {} s", watch.watched_seconds);
    assert!(told.summary.contains("Production serves the former release again"), "{}", told.summary);
    assert!(told.summary.contains("number 500"), "the measured evidence is there: {}", told.summary);
    assert!(told.record.reason.starts_with("rolled back: "), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_production_that_stays_bad_with_its_former_content_needs_a_person_and_no_third_swap() {
    let told = broken(production().after_swap()).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "rollback-unhealthy"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 2);
    assert!(told.advice().contains("not the code"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_swapped_back_from_a_slot_that_was_deployed_to_meanwhile() {
    let rehearsal = broken_release();
    let meddler = meddle(&rehearsal.world, is_swap, 0, |state| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.moving.content = TestApp::new("somebody else's").content();
        slot.moving.kudu.deployments[0].id = "somebody-else".to_owned();
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "rollback-refused-slot-unchanged"));
    assert_eq!(told.swaps(), 1);
    let command = "az functionapp deployment slot swap --name shop-orders --resource-group rg-shop --slot staging \
                   --target-slot production";
    assert!(told.summary.contains(command), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_swapped_back_when_settings_were_changed_since_the_swap() {
    let rehearsal = broken_release();
    let meddler = meddle(&rehearsal.world, is_swap, 75, |state| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.settings.insert("EMERGENCY".to_owned(), "1".to_owned());
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "rollback-refused-settings-unchanged"));
    assert_eq!(told.swaps(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_the_swap_back_is_read_back_like_any_other() {
    let again = Where::service("arm").method("POST").path("slotsswap").after_swap();
    let told = broken_release().with_fault(Fault::new(again, What::ResetAfter).times(1)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn one_answer_that_stays_away_does_not_keep_production_from_getting_its_content_back() {
    let history = || Where::service("scm").method("GET").path("/api/deployments").slot("staging").after_swap();
    for earlier in 0..4 {
        let silent = Fault::new(history(), What::Never).after(earlier).times(1);
        let told = broken_release().with_fault(silent).run().await;
        assert_eq!(told.outcome(), Outcome::RolledBack, "after {earlier}: {}", told.record.reason);
    }
}

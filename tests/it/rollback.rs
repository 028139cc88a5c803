//! An unhealthy release is rolled back once, only to the former content of production, and the rollback is proved.

use crate::support::meddler::{is_swap, meddle};
use crate::support::{Rehearsal, TestApp, Told, status};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use serde_json::json;
use slot_deploy::record::{Outcome, WatchVerdict};

/// A fault that production has only while the release is there, and a probe that sees it.
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

/// The fault belongs to the release and ends with it.
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
async fn an_unhealthy_release_is_rolled_back_and_the_run_fails() {
    let told = broken_release().run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::RolledBack, 20), "{}", told.record.reason);
    assert_eq!(swapped_to(&told).len(), 2, "one swap forward, one back");
    assert_eq!(swapped_to(&told)[0], told.digest());
    assert_ne!(told.production(), told.digest());
    let watch = told.record.watch.clone().unwrap();
    assert!(matches!(watch.verdict, WatchVerdict::Unhealthy { .. }));
    assert!(watch.watched_seconds < 180, "it was acted on after {} s", watch.watched_seconds);
    assert!(told.summary.contains("Production serves the former release again"), "{}", told.summary);
    assert!(told.summary.contains("status was 500"), "the measured evidence is there: {}", told.summary);
    assert!(told.record.reason.starts_with("rolled back: "), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn production_that_stays_bad_after_the_rollback_needs_a_person_and_is_not_swapped_again() {
    let told = broken(production().after_swap()).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "rollback-unhealthy"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 2);
    assert!(told.advice().contains("not the code"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_was_deployed_to_after_the_swap_is_not_swapped_back() {
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
async fn settings_changed_after_the_swap_prevent_the_swap_back() {
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
async fn a_lost_answer_to_the_swap_back_is_resolved_by_reading_back() {
    let again = Where::service("arm").method("POST").path("slotsswap").after_swap();
    let told = broken_release().with_fault(Fault::new(again, What::ResetAfter).times(1)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_single_missing_answer_does_not_prevent_the_rollback() {
    let history = || Where::service("scm").method("GET").path("/api/deployments").slot("staging").after_swap();
    for earlier in 0..4 {
        let silent = Fault::new(history(), What::Never).after(earlier).times(1);
        let told = broken_release().with_fault(silent).run().await;
        assert_eq!(told.outcome(), Outcome::RolledBack, "after {earlier}: {}", told.record.reason);
    }
}

/// What reads the settings of a side.
fn settings() -> Where {
    Where::service("arm").method("POST").path("/config/appsettings/list")
}

#[tokio::test(start_paused = true)]
async fn settings_that_cannot_be_read_any_more_close_nothing_and_that_is_said() {
    let told = broken_release().with_fault(Fault::new(settings().after_swap(), status(500))).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
    let says = "whether settings were changed since the swap could not be read";
    assert!(told.record.warnings.iter().any(|warning| warning.contains(says)), "{:?}", told.record.warnings);
    let told = broken_release().run().await;
    assert!(!told.record.warnings.iter().any(|warning| warning.contains(says)), "{:?}", told.record.warnings);
}

#[tokio::test(start_paused = true)]
async fn settings_that_are_read_at_the_second_time_do_not_prevent_the_rollback() {
    for earlier in 0..6 {
        let once = Fault::new(settings().after_swap(), status(500)).after(earlier).times(1);
        let told = broken_release().with_fault(once).run().await;
        assert_eq!(told.outcome(), Outcome::RolledBack, "after {earlier}: {}", told.record.reason);
    }
}

//! `hold`: no event is taken in the slot while it is staged, and production takes them by the swap itself.

use std::time::Duration;

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{What, Where};
use rehearsal::state::{Effect, State};
use serde_json::json;
use slot_deploy::record::{Outcome, Severity};

use super::{OFF, app, busy, first, is_delivered, is_swap_begun, shared_queue, takers, written};
use crate::support::meddler::{is_swap, meddle};
use crate::support::{COMMIT, Rehearsal, TestApp};

fn held() -> Rehearsal {
    shared_queue().input("hold", "true")
}

fn is_settings_of_slot(effect: &Effect) -> bool {
    matches!(effect, Effect::SettingsWritten { slot, .. } if slot == SLOT)
}

fn settings_of(state: &State, slot: Option<&str>) -> Vec<String> {
    let app = state.app(APP).unwrap();
    let side = slot.map_or(&app.production, |slot| &app.slots[slot]);
    side.settings.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[tokio::test(start_paused = true)]
async fn without_hold_the_slot_takes_orders_while_it_is_staged_and_with_it_none() {
    let told = busy(shared_queue()).await;
    let effects = told.effects();
    let (delivered, swap) = (first(&effects, is_delivered).unwrap(), first(&effects, is_swap_begun).unwrap());
    assert!(takers(&effects[delivered..swap]).iter().any(|(side, _)| *side == SLOT), "the proof would show it");

    let told = busy(held()).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let effects = told.effects();
    let (written_at, swap) = (first(&effects, is_settings_of_slot).unwrap(), first(&effects, is_swap_begun).unwrap());
    assert!(written_at < first(&effects, is_delivered).unwrap(), "held before anything is delivered");
    let staged = takers(&effects[written_at..swap]);
    assert!(staged.iter().all(|(side, _)| *side == "production") && !staged.is_empty(), "{staged:?}");
}

#[tokio::test(start_paused = true)]
async fn the_swap_itself_gives_production_its_triggers_back_and_leaves_the_old_version_held() {
    let rehearsal = held();
    let before = settings_of(&rehearsal.world.state(), None);
    let told = busy(rehearsal).await;
    let effects = told.effects();
    let swapped = first(&effects, is_swap).unwrap();
    let after = takers(&effects[swapped..]);
    let release = told.digest();
    assert!(after.iter().filter(|(side, _)| *side == "production").count() > 20, "{after:?}");
    assert!(after.iter().all(|taken| *taken == ("production", release.as_str())), "{after:?}");
    let state = told.world.state();
    assert_eq!(settings_of(&state, None), before, "production's settings are as they were");
    assert!(settings_of(&state, Some(SLOT)).contains(&format!("{OFF}=true")));
    assert_eq!(
        (written(&effects, "production"), written(&effects, SLOT)),
        (0, 1),
        "one restart of the slot, none of production"
    );
    assert!(state.app(APP).unwrap().is_sticky(OFF));
    drop(state);
    assert_eq!(told.record.slot_life.held, ["Take"]);
    assert!(told.summary.contains("Triggers of the slot") && told.summary.contains("held: Take"), "{}", told.summary);
    assert!(told.log.contains("triggers of the slot `staging` are held: Take"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn what_is_held_already_is_not_written_again_also_in_the_other_spelling() {
    for name in [OFF, "AzureWebJobs__Take__Disabled"] {
        let told = held()
            .slot(|slot| drop(slot.settings.insert(name.to_owned(), "true".to_owned())))
            .world(|state| {
                state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push(name.to_owned())
            })
            .run()
            .await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert_eq!(written(&told.effects(), SLOT), 0, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_setting_that_would_travel_becomes_a_slot_setting_before_the_swap() {
    let travelling = || shared_queue().slot(|slot| drop(slot.settings.insert(OFF.to_owned(), "true".to_owned())));
    let refused = travelling().run().await;
    assert_eq!((refused.outcome(), refused.code()), (Outcome::Aborted, "disabled-stays-in-slot"));
    let told = busy(travelling().input("hold", "true")).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let effects = told.effects();
    let after = takers(&effects[first(&effects, is_swap).unwrap()..]);
    assert!(after.iter().all(|(side, _)| *side == "production") && !after.is_empty(), "{after:?}");
}

#[tokio::test(start_paused = true)]
async fn a_function_that_is_enabled_all_the_same_is_held_at_once_and_said_before_anything_is_probed() {
    let rehearsal = held();
    let forget = |state: &mut State| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.settings.remove(OFF);
    };
    let meddler = meddle(&rehearsal.world, is_delivered, 0, forget);
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("were enabled after the delivery: Take"), "{}", told.log);
    let effects = told.effects();
    let probed = first(&effects, |effect| matches!(effect, Effect::Invoked { slot, .. } if slot == SLOT)).unwrap();
    assert_eq!(written(&effects[..probed], SLOT), 2, "held again before the first probe");
}

/// A list that never says what was written.
#[tokio::test(start_paused = true)]
async fn functions_that_cannot_be_held_end_the_release_before_anything_is_probed() {
    let list = json!({"value": [
        {"name": "shop/version", "properties": {"name": "version", "isDisabled": false, "config": {"bindings": [{"type": "httpTrigger"}]}}},
        {"name": "shop/Take", "properties": {"name": "Take", "isDisabled": false, "config": {"bindings": [{"type": "queueTrigger"}]}}},
    ]});
    let what = What::Status { status: 200, body: Some(list.to_string()), content_type: None, retry_after: None };
    let told = held().fault(Where::service("arm").path("slots/staging/functions").method("GET"), what).run().await;
    assert_eq!((told.outcome(), told.code(), told.swaps()), (Outcome::Aborted, "triggers-not-held", 0), "{}", told.log);
    let is_probed = |effect: &Effect| matches!(effect, Effect::Invoked { slot, .. } if slot == SLOT);
    assert_eq!(first(&told.effects(), is_probed), None);
}

#[tokio::test(start_paused = true)]
async fn a_release_that_is_aborted_keeps_the_triggers_held_and_says_so() {
    let broken = app(COMMIT).answers("GET /api/version", json!({"status": 500, "json": {}}));
    let told = busy(Rehearsal::of(&broken, &app("former")).input("hold", "true")).await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    assert!(told.advice().contains("stay held"), "{}", told.advice());
    let world = told.world.clone();
    let before = told.effects().len();
    let _coming = super::orders(&world);
    tokio::time::sleep(Duration::from_secs(120)).await;
    let effects = told.effects();
    assert!(
        takers(&effects[before..]).iter().all(|(side, _)| *side == "production"),
        "the broken version takes no order"
    );
}

#[tokio::test(start_paused = true)]
async fn the_fence_refuses_when_what_holds_a_trigger_would_travel() {
    let staged = held().input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    let told = staged
        .promoting()
        .world(|state| state.app_mut(APP).unwrap().sticky.as_mut().unwrap().app_settings.retain(|name| name != OFF))
        .run()
        .await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Stale, 0), "{}", told.log);
    assert!(told.record.reason.contains(&format!("carry {OFF} to production")), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_stays_switched_off_in_production_takes_the_release_back() {
    let rehearsal = held();
    let meddler = meddle(&rehearsal.world, is_swap, 5, |state| {
        state.app_mut(APP).unwrap().production.settings.insert(OFF.to_owned(), "true".to_owned());
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert!(matches!(told.outcome(), Outcome::RolledBack | Outcome::NeedsPerson), "{}", told.log);
    assert!(told.record.reason.contains("Take (a setting left it switched off)"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn what_production_had_switched_off_before_stays_off_and_is_no_fault() {
    let told = held().production(|side| drop(side.settings.insert(OFF.to_owned(), "true".to_owned()))).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let state = told.world.state();
    assert_eq!(state.app(APP).unwrap().production.settings[OFF], "true");
}

#[tokio::test(start_paused = true)]
async fn what_the_package_itself_switches_off_is_no_fault_after_the_swap() {
    let timer = json!({"bindings": [{"type": "timerTrigger", "direction": "in", "name": "t", "schedule": "0 0 3 * * *"}], "disabled": true});
    let new = app(COMMIT).file("Later/function.json", &timer.to_string());
    let told = Rehearsal::of(&new, &app("former")).input("hold", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn check_and_dry_runs_say_what_would_be_held_and_change_nothing() {
    let told = held().input("dry-run", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(told.record.plan[0].contains("hold the triggers of Take in the slot `staging`"), "{:?}", told.record.plan);
    assert_eq!(written(&told.effects(), SLOT), 0);
    let live = told.record.findings.iter().find(|one| one.check.as_str() == "live-triggers").unwrap();
    assert_eq!(live.severity, Severity::Fine, "{}", live.says);
}

#[tokio::test(start_paused = true)]
async fn an_app_without_triggers_has_nothing_to_hold() {
    let told = Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former")).input("hold", "true").run().await;
    assert_eq!((told.outcome(), written(&told.effects(), SLOT)), (Outcome::Verified, 0), "{}", told.log);
    assert!(!told.summary.contains("Triggers of the slot"));
}

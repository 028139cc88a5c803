//! `swap: preview`: the slot is probed with production's settings before any user is routed to it, and a prepared swap is
//! completed or reset.

use std::time::Duration;

use crate::support::meddler::{Meddler, meddle};
use crate::support::moments::middle;
use crate::support::{COMMIT, Killed, Rehearsal, TestApp, Told, status};
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use serde_json::json;
use slot_deploy::record::{Outcome, Phase, ReleaseRecord};

/// Each side has its own database by a sticky setting.
fn preview() -> Rehearsal {
    preview_of(&TestApp::new(COMMIT))
}

fn preview_of(app: &TestApp) -> Rehearsal {
    Rehearsal::of(app, &TestApp::new("former")).input("swap", "preview").world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.as_mut().unwrap().app_settings.push("DATABASE".to_owned());
        app.production.settings.insert("DATABASE".to_owned(), "the real one".to_owned());
        app.slots.get_mut(SLOT).unwrap().settings.insert("DATABASE".to_owned(), "the other one".to_owned());
    })
}

/// What was done to both sides, in order.
fn steps(world: &World) -> Vec<&'static str> {
    let step = |effect: Effect| match effect {
        Effect::SwapPrepared { prepared: true, .. } => Some("prepared"),
        Effect::SwapPrepared { prepared: false, .. } => Some("reset"),
        Effect::Swapped { .. } => Some("swapped"),
        Effect::ContentDeployed { .. } => Some("deployed"),
        _ => None,
    };
    world.effects().into_iter().filter_map(step).collect()
}

/// No swap is prepared, and each side has its own settings.
fn is_as_before(world: &World) {
    let state = world.state();
    let app = state.app(APP).unwrap();
    let sides = [(&app.production, "the real one"), (&app.slots[SLOT], "the other one")];
    for (side, database) in sides {
        assert_eq!((side.prepared_with.as_deref(), side.settings["DATABASE"].as_str()), (None, database));
    }
}

#[tokio::test(start_paused = true)]
async fn a_multi_phase_swap_probes_the_slot_with_productions_settings_before_users_reach_it() {
    let told = preview().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}\n{}", told.record.reason, told.log);
    assert_eq!(steps(&told.world), ["deployed", "prepared", "swapped"]);
    is_as_before(&told.world);
    assert_eq!(told.production(), told.digest());
    let effects = told.effects();
    let at = |test: &dyn Fn(&Effect) -> bool| effects.iter().position(test).unwrap();
    let prepared = at(&|effect| matches!(effect, Effect::SwapPrepared { .. }));
    let swapped = at(&|effect| matches!(effect, Effect::Swapped { .. }));
    let probed = effects[prepared..swapped].iter().any(|effect| {
        matches!(effect, Effect::Invoked { slot, function, status: 200, .. } if slot == SLOT && function == "version")
    });
    assert!(probed, "asked between preparation and swap: {effects:#?}");
    let phases: Vec<Phase> = told.record.phases.iter().map(|entry| entry.name).collect();
    let preview = phases.iter().position(|phase| *phase == Phase::Preview).unwrap();
    assert_eq!(phases[preview + 1..preview + 4], [Phase::Probe, Phase::Fence, Phase::Swap]);
}

#[tokio::test(start_paused = true)]
async fn promote_makes_a_multi_phase_swap_too() {
    let staged = preview().input("swap", "").input("command", "stage").run().await;
    let told = staged.promoting().input("swap", "preview").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert_eq!(steps(&told.world), ["deployed", "prepared", "swapped"]);
}

/// Only the prepared slot has these settings, and it answers differently then.
fn breaks_when_prepared(world: &World) -> Meddler {
    meddle(world, is_prepared, 0, |state| {
        state.faults.push(Fault::new(Where::service("site").slot(SLOT).path("/api/version"), status(500)));
    })
}

fn is_prepared(effect: &Effect) -> bool {
    matches!(effect, Effect::SwapPrepared { prepared: true, .. })
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_fails_with_productions_settings_is_reset_and_production_is_unchanged() {
    let rehearsal = preview();
    let breaking = breaks_when_prepared(&rehearsal.world);
    let told = rehearsal.run().await;
    breaking.has_meddled();
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.record.reason);
    assert_eq!(steps(&told.world), ["deployed", "prepared", "reset"]);
    is_as_before(&told.world);
    assert!(told.log.contains("the settings of both sides are as before"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_failed_swap_leaves_nothing_prepared() {
    let fails = What::Fails { status: 400, message: "the worker process could not be started".to_owned() };
    let told = preview().fault(Where::service("law:swap"), fails).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    is_as_before(&told.world);
    assert_eq!(steps(&told.world).last(), Some(&"reset"));
}

#[tokio::test(start_paused = true)]
async fn lost_answers_to_prepare_and_reset_are_resolved_by_reading_back() {
    let prepare = || Where::service("arm").method("POST").path("applySlotConfig");
    for lost in [What::ResetAfter, What::StatusAfter { status: 504 }, What::Never] {
        let told = preview().with_fault(Fault::new(prepare(), lost.clone()).times(1)).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{lost:?}: {}", told.record.reason);
    }
    for lost in [What::ResetBefore, What::ResetAfter, status(503)] {
        let rehearsal = preview();
        let breaking = breaks_when_prepared(&rehearsal.world);
        let reset = Where::service("arm").method("POST").path("resetSlotConfig");
        let told = rehearsal.with_fault(Fault::new(reset, lost.clone()).times(1)).run().await;
        breaking.has_meddled();
        assert_eq!(told.outcome(), Outcome::Aborted, "{lost:?}: {}", told.record.reason);
        is_as_before(&told.world);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unproved_reset_needs_a_person_and_prints_the_command() {
    let rehearsal = preview();
    let breaking = breaks_when_prepared(&rehearsal.world);
    let told = rehearsal.fault(Where::service("arm").method("POST").path("resetSlotConfig"), status(403)).run().await;
    breaking.has_meddled();
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "preview-not-reset"), "{}", told.record.reason);
    assert!(told.summary.contains("--target-slot production --action reset"), "{}", told.summary);
}

fn moment(record: &ReleaseRecord, phase: Phase) -> Duration {
    let entries = record.phases.iter().filter(|entry| entry.name == phase);
    let last = entries.max_by_key(|entry| entry.started).unwrap();
    middle(record, last)
}

/// In the middle of each phase from the announcement of the preview to the swap.
async fn moments() -> Vec<(Phase, Duration)> {
    let told = preview().run().await;
    [Phase::Preview, Phase::Probe, Phase::Fence].map(|phase| (phase, moment(&told.record, phase))).into()
}

#[tokio::test(start_paused = true)]
async fn a_prepared_swap_is_reset_after_a_cancel_and_after_a_kill() {
    for (phase, moment) in moments().await {
        let told = preview().cancelled_after(moment).await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Interrupted, "cancelled"), "{phase}: {}", told.log);
        let after = told.post().await.told.unwrap_or_else(|| panic!("{phase}: the post-step was silent"));
        is_taken_back(&after, phase);
        let killed: Killed = preview().killed_after(moment).await;
        is_taken_back(&killed.post(true).await.told.unwrap(), phase);
        // Without the key of the step its journal proves nothing, and nothing is undone.
        let told = preview().killed_after(moment).await.post(false).await.told.unwrap();
        assert_eq!(told.outcome(), Outcome::NeedsPerson, "{phase}: {}", told.log);
        assert_eq!(steps(&told.world), ["deployed", "prepared"], "{phase}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_prepared_swap_of_a_lost_run_is_reset_by_another_job() {
    for (phase, moment) in moments().await {
        is_taken_back(&preview().killed_after(moment).await.lost().run().await, phase);
    }
}

fn is_taken_back(told: &Told, phase: Phase) {
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{phase}: {}\n{}", told.record.reason, told.log);
    assert_eq!(steps(&told.world), ["deployed", "prepared", "reset"], "{phase}");
    is_as_before(&told.world);
}

#[tokio::test(start_paused = true)]
async fn a_preparation_that_was_only_announced_is_reset_as_well() {
    // The request is on its way when the run is killed, and arrives.
    let slow = Fault::new(Where::service("arm").method("POST").path("applySlotConfig"), What::Never).times(1);
    let clean = preview().run().await;
    let began = clean.record.phases.iter().find(|entry| entry.name == Phase::Preview).unwrap();
    let moment = Duration::from_secs_f64((began.started - clean.record.started).as_seconds_f64() + 20.0);
    let killed = preview().with_fault(slow).killed_after(moment).await;
    let asked = killed.world.state().requests.iter().filter(|r| r.path.ends_with("applySlotConfig")).count();
    assert_eq!(asked, 1);
    is_taken_back(&killed.post(true).await.told.unwrap(), Phase::Preview);
}

#[tokio::test(start_paused = true)]
async fn a_swap_prepared_by_another_client_is_neither_completed_nor_reset() {
    let rehearsal = preview();
    let meddler = meddle(&rehearsal.world, is_prepared, 10, |state| {
        state.app_mut(APP).unwrap().production.prepared_with = Some("beta".to_owned());
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Stale, 0), "{}", told.record.reason);
    assert_eq!(told.code(), "swap-prepared");
    let state = told.world.state();
    assert_eq!(state.app(APP).unwrap().production.prepared_with.as_deref(), Some("beta"));
}

#[tokio::test(start_paused = true)]
async fn a_multi_phase_swap_that_azure_would_refuse_is_refused_before_any_change() {
    for of_slot in [true, false] {
        let signs_in = |told: Rehearsal| {
            if of_slot {
                told.slot(|side| side.config.auth = Some(json!({"platform": {"enabled": true}})))
            } else {
                told.production(|side| side.config.auth = Some(json!({"platform": {"enabled": true}})))
            }
        };
        let told = signs_in(preview()).run().await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "preview-without-site-auth"));
        assert_eq!(steps(&told.world), [""; 0], "nothing was deployed either");
        let direct = signs_in(preview()).input("swap", "direct").run().await;
        assert_eq!(direct.outcome(), Outcome::Verified, "a direct swap does not mind: {}", direct.record.reason);
    }
}

fn with_queue() -> TestApp {
    let queue =
        json!({"type": "queueTrigger", "direction": "in", "queueName": "orders", "connection": "OrdersStorage"});
    TestApp::new(COMMIT).function("Take", queue)
}

#[tokio::test(start_paused = true)]
async fn an_app_with_live_triggers_gets_no_multi_phase_swap() {
    // A sticky setting disables the function in the slot, and the preparation would replace it.
    let held = |rehearsal: Rehearsal, name: &'static str| {
        rehearsal.world(move |state| {
            let app = state.app_mut(APP).unwrap();
            app.sticky.as_mut().unwrap().app_settings.push(name.to_owned());
            app.slots.get_mut(SLOT).unwrap().settings.insert(name.to_owned(), "true".to_owned());
        })
    };
    const OFF: &str = "AzureWebJobs.Take.Disabled";
    // Preflight knows only the former functions; the new one comes with the package.
    let told = held(preview_of(&with_queue()), OFF).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "preview-without-triggers"), "{}", told.record.reason);
    assert_eq!(steps(&told.world), ["deployed"], "nothing was prepared");
    let off_in_production = held(preview_of(&with_queue()), OFF)
        .production(|side| drop(side.settings.insert(OFF.to_owned(), "true".to_owned())));
    let told = off_in_production.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
}

//! `after`: what becomes of the old version, only once the release is verified.

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::Where;
use serde_json::json;
use slot_deploy::record::{Outcome, Phase};

use super::{app, busy, power, shared_queue, takers, written};
use crate::support::meddler::is_swap;
use crate::support::moments::middle;
use crate::support::{COMMIT, Rehearsal, TestApp, status};

#[tokio::test(start_paused = true)]
async fn the_old_version_is_stopped_once_the_release_is_verified_and_not_before() {
    let told = shared_queue().input("after", "stop").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(power(&told.effects()), ["stop"]);
    let state = told.world.state();
    assert!(!state.app(APP).unwrap().slots[SLOT].running);
    let at = |is_it: &dyn Fn(&rehearsal::state::Effect) -> bool| {
        state.effects.iter().find(|entry| is_it(&entry.effect)).unwrap().at
    };
    let is_stop = |effect: &rehearsal::state::Effect| matches!(effect, rehearsal::state::Effect::PowerChanged { .. });
    assert!((at(&is_stop) - at(&is_swap)).whole_seconds() >= 600, "after the whole watch");
    drop(state);
    let says = "the old version in the slot `staging` is stopped";
    assert_eq!(told.record.slot_life.old_version.as_deref(), Some(says));
    assert!(told.summary.contains("| Old version | the old version in the slot"), "{}", told.summary);
    assert_eq!(told.record.phases.last().unwrap().name, Phase::OldVersion);
}

#[tokio::test(start_paused = true)]
async fn the_triggers_of_the_old_version_are_held_and_where_they_are_nothing_is_written() {
    let told = busy(shared_queue().input("after", "hold")).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(written(&told.effects(), SLOT), 1);
    let before = told.effects().len();
    let _coming = super::orders(&told.world);
    tokio::time::sleep(std::time::Duration::from_secs(120)).await;
    let effects = told.effects();
    let later = takers(&effects[before..]);
    assert!(later.iter().all(|(side, _)| *side == "production") && !later.is_empty(), "{later:?}");

    let told = shared_queue().input("hold", "true").input("after", "hold").run().await;
    assert_eq!((told.outcome(), written(&told.effects(), SLOT)), (Outcome::Verified, 1), "only by `hold`");
    assert!(told.summary.contains("are held: Take"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_release_that_is_not_verified_leaves_the_slot_as_it_is() {
    let broken = app(COMMIT).answers("GET /api/version when STAGE=production", json!({"status": 500, "json": {}}));
    let stage = |rehearsal: Rehearsal| {
        rehearsal.world(|state| {
            let app = state.app_mut(APP).unwrap();
            app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
            app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
            app.slots.get_mut(SLOT).unwrap().settings.insert("STAGE".to_owned(), "staging".to_owned());
        })
    };
    let told = stage(Rehearsal::of(&broken, &app("former"))).input("after", "stop").run().await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    assert_eq!(power(&told.effects()), [""; 0]);
    assert!(told.world.state().app(APP).unwrap().slots[SLOT].running);

    let unverified = shared_queue().input("after", "stop").input("timeout", "20m").input("watch", "25m").run().await;
    assert_eq!(unverified.outcome(), Outcome::PromotedUnverified, "{}", unverified.log);
    assert_eq!(power(&unverified.effects()), [""; 0]);
    assert!(unverified.log.contains("`after` waits for `verified`"), "{}", unverified.log);
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_fails_is_a_warning_and_the_release_stays_verified() {
    let forbidden = Where::service("arm").path("slots/staging/stop");
    let told = shared_queue().input("after", "stop").fault(forbidden, status(403)).run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Verified, 0), "{}", told.log);
    let warned = told.record.warnings.iter().any(|warning| warning.contains("was not stopped (`after`)"));
    assert!(warned, "{:?}", told.record.warnings);
    assert!(told.world.state().app(APP).unwrap().slots[SLOT].running);
}

#[tokio::test(start_paused = true)]
async fn content_that_another_client_put_into_the_slot_meanwhile_is_not_stopped() {
    let rehearsal = shared_queue().input("after", "stop");
    let other = TestApp::new("of another").content();
    let meddler = crate::support::meddler::meddle(&rehearsal.world, is_swap, 300, move |state| {
        state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().moving.kudu.deployments.clear();
        state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().moving.content = other;
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), power(&told.effects())), (Outcome::Verified, Vec::new()), "{}", told.log);
    assert!(
        told.record.warnings.iter().any(|warning| warning.contains("was not stopped")),
        "{:?}",
        told.record.warnings
    );
}

#[tokio::test(start_paused = true)]
async fn the_ticket_says_what_becomes_of_the_old_version_where_the_job_that_promotes_does_not() {
    let staged = async || {
        let staged = shared_queue().input("command", "stage").input("after", "stop").run().await;
        assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
        staged.promoting().input("after", "")
    };
    let told = staged().await.run().await;
    assert_eq!((told.outcome(), power(&told.effects())), (Outcome::Verified, vec!["stop"]), "{}", told.log);
    let told = staged().await.input("after", "keep").run().await;
    assert_eq!((told.outcome(), power(&told.effects())), (Outcome::Verified, vec![]), "its input wins: {}", told.log);
    let watch = {
        let whole = staged().await.run().await.record;
        middle(&whole, whole.phases.iter().find(|entry| entry.name == Phase::Watch).unwrap())
    };
    let told = staged().await.killed_after(watch).await.lost().run().await;
    assert_eq!((told.outcome(), power(&told.effects())), (Outcome::Verified, vec!["stop"]), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn the_job_that_promotes_decides_by_its_own_input() {
    let staged = shared_queue().input("command", "stage").run().await;
    let told = staged.promoting().input("after", "stop").run().await;
    assert_eq!((told.outcome(), power(&told.effects())), (Outcome::Verified, vec!["stop"]), "{}", told.log);
}

//! `drain`: executions in production finish before the swap, which would cut them, and production is resumed when no swap
//! follows.

use crate::support;
use std::time::Duration;

use crate::support::moments::middle;
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT, STORAGE};
use rehearsal::faults::{What, Where};
use rehearsal::laws::queues;
use rehearsal::state::Effect;
use serde_json::json;
use slot_deploy::record::{Outcome, Phase};

const OFF: &str = "AzureWebJobs.Take.Disabled";

fn app(commit: &str, seconds: u64) -> TestApp {
    let queue =
        json!({"type": "queueTrigger", "direction": "in", "queueName": "orders", "connection": "OrdersStorage"});
    TestApp::new(commit).function("Take", queue).takes("Take", seconds)
}

/// Production takes four minutes per order, and one arrives every minute.
fn busy(drain: &str) -> Rehearsal {
    busy_for(drain, 240)
}

fn busy_for(drain: &str, seconds: u64) -> Rehearsal {
    Rehearsal::of(&app(COMMIT, 1), &app("former", seconds)).input("drain", drain).world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.as_mut().unwrap().app_settings.push(OFF.to_owned());
        app.slots.get_mut(SLOT).unwrap().settings.insert(OFF.to_owned(), "true".to_owned());
    })
}

/// Orders come until the test ends.
fn orders(world: &World) -> tokio::task::JoinHandle<()> {
    let world = world.clone();
    tokio::spawn(async move {
        for number in 0.. {
            let now = world.clock().now();
            queues::put(
                &mut world.state(),
                world.clock(),
                &format!("{STORAGE}/orders"),
                &format!("order {number}"),
                now,
            );
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    })
}

async fn released(rehearsal: Rehearsal) -> Told {
    let coming = orders(&rehearsal.world);
    let told = rehearsal.run().await;
    coming.abort();
    told
}

fn cut(told: &Told) -> usize {
    told.effects()
        .iter()
        .filter(|effect| matches!(effect, Effect::ExecutionCut { slot, .. } if slot == "production"))
        .count()
}

/// Whether production was drained and then resumed.
fn drained(world: &World) -> Vec<bool> {
    let drained = |effect: Effect| match effect {
        Effect::DrainChanged { slot, draining, .. } if slot == "production" => Some(draining),
        _ => None,
    };
    world.effects().into_iter().filter_map(drained).collect()
}

#[tokio::test(start_paused = true)]
async fn a_swap_cuts_executions_in_production_and_after_a_drain_it_cuts_none() {
    let told = released(busy("false")).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert!(cut(&told) > 0, "without a drain the swap cuts");
    assert_eq!(drained(&told.world), [false; 0]);

    let told = released(busy("true")).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
    assert_eq!((cut(&told), drained(&told.world)), (0, vec![true]));
    let effects = told.effects();
    let at = |test: &dyn Fn(&Effect) -> bool| effects.iter().position(test).unwrap();
    let began = at(&|effect| matches!(effect, Effect::DrainChanged { .. }));
    let swapped = at(&|effect| matches!(effect, Effect::Swapped { .. }));
    let taken = effects[began..swapped]
        .iter()
        .any(|effect| matches!(effect, Effect::EventConsumed { slot, .. } if slot == "production"));
    assert!(!taken, "events wait for the release: {effects:#?}");
    let after = effects[swapped..]
        .iter()
        .any(|effect| matches!(effect, Effect::EventConsumed { slot, .. } if slot == "production"));
    assert!(after, "which takes them");
}

#[tokio::test(start_paused = true)]
async fn executions_that_outlast_the_drain_prevent_the_swap() {
    let told = released(busy_for("true", 3600)).await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "drain-unfinished"), "{}", told.record.reason);
    assert_eq!((told.swaps(), cut(&told), drained(&told.world)), (0, 0, vec![true, false]));
}

#[tokio::test(start_paused = true)]
async fn production_is_resumed_when_the_swap_fails() {
    let fails = What::Fails { status: 400, message: "the worker process could not be started".to_owned() };
    let told = released(busy("true").fault(Where::service("law:swap"), fails)).await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert_eq!(drained(&told.world), [true, false]);
}

#[tokio::test(start_paused = true)]
async fn production_is_resumed_after_a_cancel_a_kill_and_a_lost_run() {
    let clean = released(busy("true")).await;
    let drain = clean.record.phases.iter().find(|entry| entry.name == Phase::Drain).unwrap();
    let moment = middle(&clean.record, drain);
    for end in ["cancelled", "killed", "lost"] {
        let rehearsal = busy("true");
        let coming = orders(&rehearsal.world);
        let told = match end {
            "cancelled" => {
                let told = rehearsal.cancelled_after(moment).await;
                assert_eq!(told.outcome(), Outcome::Interrupted, "{}", told.log);
                told.post().await.told.unwrap()
            }
            "killed" => rehearsal.killed_after(moment).await.post(true).await.told.unwrap(),
            _ => rehearsal.killed_after(moment).await.lost().run().await,
        };
        coming.abort();
        assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
        assert_eq!(drained(&told.world), [true, false]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_resume_needs_a_person_and_prints_the_command() {
    let told = released(
        busy_for("true", 3600)
            .fault(Where::service("arm").path("admin/host/resume"), support::status(403))
            .fault(Where::service("site").path("admin/host/resume"), support::status(403)),
    )
    .await;
    assert_eq!((told.outcome(), told.code()), (Outcome::NeedsPerson, "not-resumed"), "{}", told.record.reason);
    assert!(told.summary.contains("az functionapp restart --name shop-orders"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_multi_phase_swap_and_a_drain_are_undone_together() {
    let both = || {
        busy("true")
            .input("swap", "preview")
            .production(|side| drop(side.settings.insert(OFF.to_owned(), "true".to_owned())))
    };
    let prepared = |told: &Told| -> Vec<bool> {
        let is_prepared = |effect| match effect {
            Effect::SwapPrepared { prepared, .. } => Some(prepared),
            _ => None,
        };
        told.effects().into_iter().filter_map(is_prepared).collect()
    };
    let told = both().run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.record.reason);
    assert_eq!((drained(&told.world), prepared(&told)), (vec![true], vec![true]));
    let fails = What::Fails { status: 400, message: "the worker process could not be started".to_owned() };
    let told = both().fault(Where::service("law:swap"), fails).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.record.reason);
    assert_eq!((drained(&told.world), prepared(&told)), (vec![true, false], vec![true, false]));
}

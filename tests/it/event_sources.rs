//! Queues and timers of the simulated world: which side takes which message, and when.

use crate::support;
use std::time::Duration;

use crate::support::{Rehearsal, TestApp};
use bytes::Bytes;
use http::Request;
use rehearsal::laws::{queues, restart, settings, swap};
use rehearsal::state::{Effect, Place, State};
use rehearsal::world_file::{build, read};
use rehearsal::{Answer, World, WorldOptions};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// Both sides listen to the same queue, each with its own code.
const BOTH_LISTEN: &str = r#"
apps:
  billing:
    production:
      functions: { Take: { queue: invoices } }
      files: { version: old }
    slots:
      staging:
        functions: { Take: { queue: invoices } }
        files: { version: new }
queues: { billing/invoices: [] }
"#;

/// The same, but a sticky setting disables the function in staging.
const HELD: &str = r#"
apps:
  billing:
    sticky: [AzureWebJobs.Take.Disabled]
    production:
      functions: { Take: { queue: invoices } }
      files: { version: old }
    slots:
      staging:
        settings: { AzureWebJobs.Take.Disabled: true }
        functions: { Take: { queue: invoices } }
        files: { version: new }
queues: { billing/invoices: [] }
"#;

fn world(source: &str) -> World {
    let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    let options = WorldOptions { wall: now, scale: 1.0, authority: "sim.test".to_owned(), run_apps: false };
    World::new(build(&read(source).unwrap(), "sim.test", now), options)
}

fn with<T>(world: &World, change: impl FnOnce(&mut State, OffsetDateTime) -> T) -> T {
    let now = world.clock().now();
    change(&mut world.state(), now)
}

fn put(world: &World, text: &str) {
    with(world, |state, now| queues::put(state, world.clock(), "billing/invoices", text, now));
}

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

/// The messages that each side took, in order.
fn taken(world: &World) -> Vec<(String, String)> {
    let taken = |effect: Effect| match effect {
        Effect::EventConsumed { slot, message, .. } => Some((slot, message)),
        _ => None,
    };
    world.effects().into_iter().filter_map(taken).collect()
}

fn by(slot: &str, world: &World) -> usize {
    taken(world).iter().filter(|(by, _)| by == slot).count()
}

fn place(slot: Option<&str>) -> Place {
    Place::new("billing", slot)
}

fn begin_swap(world: &World) {
    with(world, |state, now| swap::begin(state, world.clock(), &place(Some("staging")), &place(None), now)).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_slot_with_the_same_connection_competes_for_production_s_messages() {
    let world = world(BOTH_LISTEN);
    for number in 0..10 {
        put(&world, &number.to_string());
    }
    pass(60).await;
    assert_eq!((by("production", &world), by("staging", &world)), (5, 5), "{:?}", taken(&world));
    assert!(world.state().events.queues["billing/invoices"].messages.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_disabled_function_another_account_and_a_stopped_slot_take_no_messages() {
    let other =
        BOTH_LISTEN.replace("staging:\n", "staging:\n        settings: { AzureWebJobsStorage: AccountName=other }\n");
    let stopped = BOTH_LISTEN.replace("staging:\n", "staging:\n        stopped: true\n");
    for source in [HELD, &other, &stopped] {
        let world = world(source);
        for number in 0..4 {
            put(&world, &number.to_string());
        }
        pass(60).await;
        assert_eq!((by("production", &world), by("staging", &world)), (4, 0), "{source}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_without_a_listener_waits_and_the_next_host_to_start_takes_it_at_once() {
    let source = HELD.replace("production:\n", "production:\n      stopped: true\n");
    let world = world(&source);
    put(&world, "first");
    pass(3600).await;
    assert_eq!(taken(&world), []);
    with(&world, |state, now| {
        state.side_mut(&place(None)).unwrap().running = true;
        restart::restart(state, world.clock(), &place(None), now);
    });
    pass(16).await;
    assert_eq!(taken(&world), [("production".to_owned(), "first".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn during_a_swap_the_new_code_takes_events_before_users_are_routed_to_it() {
    let world = world(HELD);
    begin_swap(&world);
    // Settings are applied after eight seconds, the slot's host is up fifteen seconds later, and routing is switched ten
    // seconds after that.
    for number in 0..4 {
        put(&world, &number.to_string());
    }
    pass(120).await;
    let effects = world.effects();
    let at = |test: &dyn Fn(&Effect) -> bool| effects.iter().position(test);
    let swapped = at(&|effect| matches!(effect, Effect::Swapped { .. })).unwrap();
    let early = at(&|effect| matches!(effect, Effect::EventConsumed { slot, .. } if slot == "staging"));
    assert!(early.is_some_and(|early| early < swapped), "{effects:#?}");
    let Effect::EventConsumed { content: new, .. } = &effects[early.unwrap()] else { panic!() };
    let Effect::Swapped { now, before, .. } = &effects[swapped] else { panic!() };
    assert_eq!(new, now, "it was the new code");
    let old = effects.iter().any(|effect| matches!(effect, Effect::EventConsumed { content, .. } if content == before));
    assert!(old, "and the old code took events beside it");
}

#[tokio::test(start_paused = true)]
async fn after_a_swap_the_former_code_in_the_slot_takes_no_events() {
    let world = world(HELD);
    begin_swap(&world);
    pass(180).await;
    let before = taken(&world).len();
    for number in 0..4 {
        put(&world, &number.to_string());
    }
    pass(60).await;
    assert_eq!((taken(&world).len() - before, by("staging", &world)), (4, 0), "{:?}", taken(&world));
}

#[tokio::test(start_paused = true)]
async fn when_the_disabling_setting_is_not_sticky_a_swap_disables_the_function_in_production() {
    let world = world(&HELD.replace("    sticky: [AzureWebJobs.Take.Disabled]\n", ""));
    begin_swap(&world);
    pass(180).await;
    put(&world, "first");
    pass(60).await;
    assert_eq!(taken(&world), [("staging".to_owned(), "first".to_owned())], "the setting moved with the code");
}

#[tokio::test(start_paused = true)]
async fn a_failed_swap_restores_the_settings_of_the_slot() {
    let world = world(HELD);
    let at = rehearsal::faults::Where::service("law:swap");
    let what = rehearsal::faults::What::Fails { status: 400, message: "no".to_owned() };
    world.state().faults.push(rehearsal::faults::Fault::new(at, what));
    begin_swap(&world);
    pass(120).await;
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::SwapReverted { .. })));
    for number in 0..4 {
        put(&world, &number.to_string());
    }
    pass(60).await;
    assert_eq!(by("staging", &world), 0, "{:?}", taken(&world));
}

/// An app whose function takes five minutes.
fn slow() -> String {
    HELD.replace("files: { version: old }", "files: { scripted.json: '{\"executions\":{\"Take\":{\"seconds\":300}}}' }")
}

#[tokio::test(start_paused = true)]
async fn a_restart_cuts_an_execution_and_its_message_is_processed_again() {
    let world = world(&slow());
    put(&world, "first");
    pass(60).await;
    with(&world, |state, now| restart::restart(state, world.clock(), &place(None), now));
    pass(500).await;
    let cut = |effect: &Effect| matches!(effect, Effect::ExecutionCut { slot, .. } if slot == "production");
    assert_eq!(world.effects().iter().filter(|effect| cut(effect)).count(), 1);
    assert_eq!(taken(&world).len(), 1, "it is not seen for ten minutes");
    pass(200).await;
    let ids: Vec<String> = world
        .effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::EventConsumed { id, .. } => Some(id),
            _ => None,
        })
        .collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
    pass(400).await;
    assert!(world.state().events.queues["billing/invoices"].messages.is_empty(), "the second try went through");
}

#[tokio::test(start_paused = true)]
async fn a_swap_a_stop_and_a_settings_write_cut_executions_in_production() {
    for how in ["swap", "settings", "stop"] {
        let world = world(&slow());
        put(&world, "first");
        pass(60).await;
        match how {
            "swap" => begin_swap(&world),
            "settings" => with(&world, |state, now| {
                settings::write(state, world.clock(), &place(None), Default::default(), now);
            }),
            _ => stop(&world).await,
        }
        pass(120).await;
        let cut: Vec<Effect> =
            world.effects().into_iter().filter(|effect| matches!(effect, Effect::ExecutionCut { .. })).collect();
        assert!(matches!(&cut[..], [Effect::ExecutionCut { slot, .. }] if slot == "production"), "{how}: {cut:?}");
    }
}

async fn stop(world: &World) {
    let principal = world.state().directory.apps[0].clone();
    let claims = json!({
        "aud": world.origin(), "exp": 4_000_000_000_i64, "appid": principal.client_id, "oid": principal.object_id,
    });
    let (subscription, group) = {
        let state = world.state();
        (state.subscription.clone(), state.app("billing").unwrap().group.clone())
    };
    let uri = format!(
        "{}/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Web/sites/billing/stop?api-version=2023-12-01",
        world.origin()
    );
    let token = rehearsal::laws::jwt::sign(&claims);
    let request = Request::post(uri).header("authorization", format!("Bearer {token}")).body(Bytes::new()).unwrap();
    let Answer::Response(response) = world.handle(request).await else { panic!("no answer") };
    assert_eq!(response.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_executions_are_cut_repeatedly_ends_in_the_poison_queue() {
    let world = world(&slow());
    put(&world, "first");
    pass(60).await;
    for _ in 0..6 {
        with(&world, |state, now| restart::restart(state, world.clock(), &place(None), now));
        pass(660).await;
    }
    assert_eq!(taken(&world).len(), 5, "five tries");
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::MessagePoisoned { .. })));
    let state = world.state();
    assert_eq!(state.events.queues["billing/invoices-poison"].messages[0].text, "first");
    assert!(state.events.queues["billing/invoices"].messages.is_empty());
}

#[tokio::test(start_paused = true)]
async fn one_function_processes_at_most_24_messages_at_once() {
    let world = world(&slow());
    for number in 0..30 {
        put(&world, &number.to_string());
    }
    pass(60).await;
    assert_eq!(taken(&world).len(), 24);
    pass(300).await;
    assert_eq!(taken(&world).len(), 30);
}

const TIMERS: &str = r#"
apps:
  billing:
    production: { instances: 3, functions: { Nightly: { timer: "0 0 2 * * *" } } }
    slots: { staging: }
"#;

fn fired(world: &World) -> Vec<String> {
    let fired = |effect: Effect| match effect {
        Effect::EventConsumed { source, slot, .. } if source == "timer:Nightly" => Some(slot),
        _ => None,
    };
    let mut fired: Vec<String> = world.effects().into_iter().filter_map(fired).collect();
    fired.sort();
    fired
}

#[tokio::test(start_paused = true)]
async fn a_timer_fires_once_per_host_and_twice_when_the_slot_also_runs_it() {
    let both = world(TIMERS);
    pass(24 * 3600).await;
    assert_eq!(fired(&both), ["production", "staging"]);
    let held = world(&TIMERS.replace("staging: ", "staging: { settings: { AzureWebJobs.Nightly.Disabled: true } } "));
    pass(48 * 3600).await;
    assert_eq!(fired(&held), ["production", "production"]);
}

#[tokio::test(start_paused = true)]
async fn a_timer_continues_after_a_restart_and_stops_with_the_app() {
    let world = world(TIMERS);
    with(&world, |state, now| restart::restart(state, world.clock(), &place(None), now));
    stop(&world).await;
    pass(24 * 3600).await;
    assert_eq!(fired(&world), ["staging"]);
    with(&world, |state, now| {
        state.side_mut(&place(None)).unwrap().running = true;
        restart::restart(state, world.clock(), &place(None), now);
    });
    pass(24 * 3600).await;
    assert_eq!(fired(&world), ["production", "staging", "staging"]);
}

#[tokio::test(start_paused = true)]
async fn a_message_sent_through_the_control_endpoint_shows_in_the_effects_log() {
    let world = world(HELD);
    let request = Request::post("https://sim.test/control/queues/billing/invoices").body(Bytes::from("hello")).unwrap();
    let Answer::Response(response) = world.handle(request).await else { panic!("no answer") };
    assert_eq!(response.status(), 201);
    pass(60).await;
    let request = Request::get("https://sim.test/control/effects").body(Bytes::new()).unwrap();
    let Answer::Response(response) = world.handle(request).await else { panic!("no answer") };
    let effects: Vec<Value> = serde_json::from_slice(response.body()).unwrap();
    let consumed = effects.iter().find(|effect| effect["effect"] == "event-consumed").unwrap();
    for (key, value) in [("source", "queue:billing/invoices"), ("message", "hello"), ("slot", "production")] {
        assert_eq!(consumed[key], value);
    }
}

#[tokio::test(start_paused = true)]
async fn the_effects_log_of_a_release_shows_which_side_processed_which_message() {
    let app = |commit: &str| {
        TestApp::new(commit).function(
            "Take",
            json!({"type": "queueTrigger", "name": "m", "queueName": "invoices", "connection": "OrdersStorage"}),
        )
    };
    let rehearsal = Rehearsal::of(&app(support::COMMIT), &app("former")).world(|state| {
        state.events.queues.insert("shopdata/invoices".to_owned(), Default::default());
        state
            .app_mut("shop-orders")
            .unwrap()
            .sticky
            .as_mut()
            .unwrap()
            .app_settings
            .push("AzureWebJobs.Take.Disabled".to_owned());
    });
    let rehearsal = rehearsal.slot(|slot| {
        slot.settings.insert("AzureWebJobs.Take.Disabled".to_owned(), "true".to_owned());
    });
    let world = rehearsal.world.clone();
    let feeder = tokio::spawn(async move {
        for number in 0..1000 {
            let now = world.clock().now();
            queues::put(&mut world.state(), world.clock(), "shopdata/invoices", &number.to_string(), now);
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    });
    let told = rehearsal.run().await;
    feeder.abort();
    let mut ids: Vec<String> = told
        .effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::EventConsumed { id, .. } => Some(id),
            _ => None,
        })
        .collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    let cut = told.effects().iter().filter(|effect| matches!(effect, Effect::ExecutionCut { .. })).count();
    assert!(all > 50, "{all}");
    assert_eq!(all - ids.len(), cut, "only what the swap cut was worked on twice");
    let new = told.production();
    let by_new = told
        .effects()
        .iter()
        .filter(|effect| matches!(effect, Effect::EventConsumed { content, .. } if *content == new))
        .count();
    assert!(by_new > 0, "the new version works on messages");
}

/// What a function threw on, with the times.
fn failed(world: &World) -> Vec<(String, OffsetDateTime)> {
    let state = world.state();
    let failed = state.effects.iter().filter_map(|entry| match &entry.effect {
        Effect::ExecutionFailed { source, .. } => Some((source.clone(), entry.at)),
        _ => None,
    });
    failed.collect()
}

#[tokio::test(start_paused = true)]
async fn a_message_on_which_a_function_throws_is_tried_five_times_at_once_and_is_then_poison() {
    let app = TestApp::new("new")
        .function("Take", json!({"type": "queueTrigger", "queueName": "orders", "connection": "OrdersStorage"}))
        .throws("Take", json!("bad"));
    let world = Rehearsal::of(&app, &app).slot(|slot| slot.running = false).world;
    for message in ["good", "bad"] {
        with(&world, |state, now| queues::put(state, world.clock(), "shopdata/orders", message, now));
    }
    pass(60).await;
    let failed = failed(&world);
    assert_eq!(failed.len(), 5, "{failed:?}");
    assert!(failed[4].1 - failed[0].1 < time::Duration::seconds(1), "{failed:?}");
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::MessagePoisoned { .. })));
    assert_eq!(world.state().events.queues["shopdata/orders-poison"].messages[0].text, "bad");
}

#[tokio::test(start_paused = true)]
async fn a_timer_on_which_a_function_throws_waits_for_its_next_time() {
    let app = TestApp::new("new")
        .function("Tick", json!({"type": "timerTrigger", "schedule": "0 * * * * *"}))
        .throws("Tick", json!(true));
    let world = Rehearsal::of(&app, &app).slot(|slot| slot.running = false).world;
    pass(300).await;
    let failed = failed(&world);
    assert_eq!(failed.len(), 5, "{failed:?}");
    assert!(failed.iter().all(|(source, _)| source == "timer:Tick"), "{failed:?}");
}

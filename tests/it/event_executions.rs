//! Functions that events start are judged by their executions, which Application Insights has of them.

use std::time::Duration;

use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::default_world::{CLIENT, INSIGHTS, SLOT, STORAGE};
use rehearsal::faults::{What, Where};
use rehearsal::state::{Effect, Event, State};
use serde_json::{Value, json};
use slot_deploy::record::{Basis, EventExecutions, Outcome, WatchVerdict};

/// An app that takes orders from a queue; the slot's function is held by a sticky setting.
fn shop(commit: &str) -> TestApp {
    let trigger = json!({"type": "queueTrigger", "queueName": "orders", "connection": "OrdersStorage"});
    TestApp::new(commit).function("TakeOrder", trigger)
}

/// Releases it while an order comes every few seconds.
fn busy(new: &TestApp, former: &TestApp) -> Rehearsal {
    let rehearsal = Rehearsal::of(new, former);
    let now = rehearsal.world.clock().now();
    let event = Event::MessageComes { queue: format!("{STORAGE}/orders"), every: Duration::from_secs(3) };
    rehearsal.world.state().agenda.plan(now, event);
    rehearsal
}

fn throwing(commit: &str, on: Value) -> TestApp {
    shop(commit).throws("TakeOrder", on)
}

fn headline(told: &Told) -> &str {
    told.summary.lines().next().unwrap()
}

fn executions(told: &Told) -> &EventExecutions {
    told.record.watch.as_ref().unwrap().executions.as_ref().unwrap()
}

/// Requests about Application Insights, until the swap began and in all.
fn asked(told: &Told) -> (usize, usize) {
    let state = told.world.state();
    let is_about = |path: &str| path.to_lowercase().contains("microsoft.insights/components");
    let before = state.requests.iter().take_while(|request| !request.path.contains("slotsswap"));
    let count = before.filter(|request| is_about(&request.path)).count();
    (count, state.requests.iter().filter(|request| is_about(&request.path)).count())
}

fn without_right(right: &str) -> impl FnOnce(&mut State) + use<> {
    let kept =
        ["Microsoft.Insights/Metrics/Read", "Microsoft.Insights/components/read", "Microsoft.Insights/logs/*/read"];
    let right = right.to_owned();
    move |state: &mut State| {
        let actions = &mut state.directory.app_mut(CLIENT).unwrap().actions;
        actions.retain(|action| !action.contains("Insights"));
        actions.extend(kept.iter().filter(|action| !action.contains(&right)).map(|action| (*action).to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_release_whose_function_throws_on_every_event_is_rolled_back() {
    let told = busy(&throwing(COMMIT, json!(true)), &shop("former")).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.log);
    let digest = told.digest();
    let threw = |effect: &Effect| match effect {
        Effect::ExecutionFailed { slot, content, .. } => slot == "production" && *content == digest,
        _ => false,
    };
    assert!(told.effects().iter().any(threw), "{:?}", told.effects());
    let last_swap = told.effects().iter().rposition(|effect| matches!(effect, Effect::Swapped { .. })).unwrap();
    assert!(!told.effects()[last_swap..].iter().any(threw), "after the rollback nothing throws in production");
    let verdict = &told.record.watch.as_ref().unwrap().verdict;
    let WatchVerdict::Unhealthy { basis: Basis::Executions, reason } = verdict else { panic!("{verdict:?}") };
    assert!(reason.contains("of TakeOrder since the swap failed; in the hour before it 0 of"), "{reason}");
}

#[tokio::test(start_paused = true)]
async fn a_release_that_fails_on_one_event_in_twenty_is_verified_and_says_how_many_failed() {
    // Orders come at seconds that are one more than a multiple of three.
    let told = busy(&throwing(COMMIT, json!(":01Z")), &shop("former")).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.log);
    let (all, failed) = executions(&told).sum();
    assert!(failed > 0 && failed * 2 < all, "{failed} of {all}");
    let says = format!("{all} executions of the new version were seen, {failed} failed");
    assert!(headline(&told).ends_with(&says), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn executions_that_end_well_are_counted_in_the_headline_and_only_those_of_the_new_version() {
    let told = busy(&shop(COMMIT), &shop("former")).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let known = executions(&told);
    let (all, failed) = known.sum();
    assert_eq!((known.component.as_deref(), failed), (Some(INSIGHTS), 0));
    let digest = told.digest();
    let new = |effect: &Effect| matches!(effect, Effect::EventConsumed { content, .. } if *content == digest);
    let really = told.effects().iter().filter(|effect| new(effect)).count() as u64;
    assert!(all > 0 && all <= really, "{all} of {really}");
    assert!(known.functions[0].before > 0, "{known:?}");
    assert!(headline(&told).ends_with(&format!("{all} executions of the new version were seen, none failed")));
    assert_eq!(asked(&told).0, 1, "the component is asked for once before the swap");
}

/// For minutes after a swap each process takes itself for the side that it came from.
#[tokio::test(start_paused = true)]
async fn what_the_former_version_does_in_the_slot_after_the_swap_is_not_the_new_versions() {
    let in_the_slot = Where::service("law:execution").slot(SLOT).while_swapped();
    let fails = What::Fails { status: 500, message: "the database says no".to_owned() };
    let told = busy(&shop(COMMIT), &shop("former"))
        .slot(|slot| slot.settings.retain(|name, _| !name.contains("TakeOrder")))
        .fault(in_the_slot, fails)
        .run()
        .await;
    let threw = |effect: &Effect| matches!(effect, Effect::ExecutionFailed { slot, .. } if slot == SLOT);
    assert!(told.effects().iter().any(threw), "{}", told.log);
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let (all, failed) = executions(&told).sum();
    assert!(all > 0 && failed == 0, "{failed} of {all}");
}

#[tokio::test(start_paused = true)]
async fn what_failed_before_the_swap_as_well_rolls_nothing_back() {
    let told = busy(&throwing(COMMIT, json!(true)), &throwing("former", json!(true))).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn with_an_observed_rule_failing_functions_are_reported_and_roll_nothing_back() {
    let rehearsal = busy(&throwing(COMMIT, json!(true)), &shop("former"));
    let config = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&config, "watch: { executions: { mode: observe } }\n").unwrap();
    let told = rehearsal.no_probes().input("config", config.to_str().unwrap()).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Verified, 1), "{}", told.log);
    assert!(told.summary.contains("| executions | observe | **bad** |"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_is_said_and_stops_nothing() {
    for (missing, says) in [
        ("/logs/", "needs the right Microsoft.Insights/logs/AppRequests/read"),
        ("/components/", "needs the right Microsoft.Insights/components/read"),
    ] {
        let told = busy(&shop(COMMIT), &shop("former")).world(without_right(missing)).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        let headline = headline(&told);
        assert!(
            headline.contains("whether TakeOrder handles events was not seen") && headline.contains(says),
            "{headline}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn no_answer_of_application_insights_stops_a_release_or_looks_like_health() {
    let answer = |status, body: &str| What::Status {
        status,
        body: Some(body.to_owned()),
        content_type: None,
        retry_after: None,
    };
    let lists = r#"{"tables": [{"name": "PrimaryResult", "columns": [{"name": "Name"}], "rows": [["TakeOrder"]]}]}"#;
    let answers = [
        answer(200, ""),
        answer(204, ""),
        answer(200, "{}"),
        answer(200, lists),
        answer(429, "{}"),
        answer(500, "{}"),
        What::Never,
        What::ResetBefore,
        What::Truncate,
    ];
    for what in answers {
        for path in ["microsoft.insights/components/", "microsoft.insights/logs"] {
            let told =
                busy(&shop(COMMIT), &shop("former")).fault(Where::service("arm").path(path), what.clone()).run().await;
            assert_eq!(told.outcome(), Outcome::Verified, "{what:?}: {}", told.log);
            let says = "whether TakeOrder handles events was not seen (";
            assert!(headline(&told).contains(says), "{what:?} {path}: {}", told.summary);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_tag_the_component_is_found_by_its_key_and_no_other_is_taken_for_it() {
    let untagged = |side: &mut rehearsal::state::Side| side.tags.clear();
    let told = busy(&shop(COMMIT), &shop("former")).production(untagged).run().await;
    assert!(executions(&told).sum().0 > 0, "{}", told.log);
    let told = busy(&shop(COMMIT), &shop("former"))
        .world(|state| state.telemetry.components.get_mut(INSIGHTS).unwrap().key = "another".to_owned())
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(headline(&told).contains("no component in resource group"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_strict_release_of_an_app_that_only_events_start_is_unverified_until_one_has_arrived() {
    let only_events = |commit| shop(commit).without("version/function.json");
    let ping = "- name: up\n  request: { path: /admin/host/ping }\n";
    let strict = |rehearsal: Rehearsal| rehearsal.input("strict", "true").input("probes", ping);
    let told = strict(Rehearsal::of(&only_events(COMMIT), &only_events("former"))).run().await;
    assert_eq!((told.outcome(), told.record.exit_code), (Outcome::PromotedUnverified, 3), "{}", told.log);
    assert!(told.record.reason.contains("no event has arrived yet for TakeOrder"), "{}", told.record.reason);
    let told = strict(busy(&only_events(COMMIT), &only_events("former"))).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let told = Rehearsal::of(&shop(COMMIT), &shop("former")).input("strict", "true").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "requests start a part of it: {}", told.log);
}

#[tokio::test(start_paused = true)]
async fn without_critical_probes_the_executions_are_what_verified_rests_on() {
    let told = busy(&shop(COMMIT), &shop("former")).no_probes().run().await;
    assert_eq!((told.outcome(), told.record.basis), (Outcome::Verified, Some(Basis::Executions)), "{}", told.log);
    let says = "but no critical probe asked it; ";
    assert!(headline(&told).contains(says), "{}", told.summary);
    assert!(headline(&told).ends_with("executions of the new version were seen, none failed"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn an_app_that_only_requests_start_asks_application_insights_nothing() {
    let told = Rehearsal::new().run().await;
    assert_eq!((told.outcome(), asked(&told).1), (Outcome::Verified, 0), "{}", told.log);
    assert_eq!(told.record.watch.unwrap().executions, None);
}

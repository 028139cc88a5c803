//! `hold`: no event is taken in the slot while it is staged, and production takes them by the swap itself.

use std::time::Duration;

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{What, Where};
use rehearsal::state::{Effect, Side, State};
use serde_json::json;
use slot_deploy::record::{Outcome, Phase, Severity};

use super::{OFF, app, busy, first, is_delivered, is_swap_begun, shared_queue, takers, written};
use crate::quickstarts::HOST;
use crate::support::meddler::{is_swap, meddle};
use crate::support::moments::middle;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};

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

/// Production's swap is refused, the job is cancelled, its machine is killed, another job promotes: each says how it is lifted.
#[tokio::test(start_paused = true)]
async fn however_a_release_ends_without_a_swap_it_says_that_triggers_stay_held_and_how_that_is_lifted() {
    const LIFT: &str = "az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --slot staging \
                        --setting-names AzureWebJobs.Take.Disabled";
    let lifts = |told: &Told| {
        let advice = told.advice();
        assert!(matches!(told.outcome(), Outcome::Aborted | Outcome::Stale), "{}", told.log);
        assert!(advice.contains("the triggers of the slot `staging` stay held") && advice.contains(LIFT), "{advice}");
        assert!(settings_of(&told.world.state(), Some(SLOT)).contains(&format!("{OFF}=true")), "{}", told.log);
    };
    lifts(&held().fault(Where::service("arm").path("/slotsswap"), status(400)).run().await);
    let whole = held().run().await.record;
    let probe = middle(&whole, whole.phases.iter().find(|entry| entry.name == Phase::Probe).unwrap());
    lifts(&held().cancelled_after(probe).await);
    let post = held().killed_after(probe).await.post(true).await;
    lifts(&post.told.unwrap_or_else(|| panic!("{}", post.log)));
    let staged = held().input("command", "stage").run().await;
    assert!(!staged.log.contains("stay held"), "it did not end without what it was for: {}", staged.log);
    let another = |state: &mut State| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.settings.insert("API_KEY".to_owned(), "another".to_owned());
    };
    lifts(&staged.promoting().world(another).run().await);
    let none = shared_queue().fault(Where::service("arm").path("/slotsswap"), status(400)).run().await;
    assert!(!none.advice().contains("stay held"), "{}", none.advice());
}

/// The list of functions says `off` of what `hold` switches off, as of what files of the package switch off.
#[tokio::test(start_paused = true)]
async fn what_is_held_is_not_said_to_be_switched_off_by_the_packages_files() {
    let says = |told: &Told| {
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        let found = told.record.findings.iter().find(|one| one.check.as_str() == "functions-kept").unwrap();
        (found.severity, found.says.clone())
    };
    let (severity, said) = says(&held().run().await);
    assert_eq!(severity, Severity::Fine, "{said}");
    let ask = |off: bool| {
        let http = json!({"bindings": [{"type": "httpTrigger", "direction": "in", "name": "r"}], "disabled": off});
        http.to_string()
    };
    let (new, former) =
        (app(COMMIT).file("Ask/function.json", &ask(true)), app("former").file("Ask/function.json", &ask(false)));
    let (severity, said) = says(&Rehearsal::of(&new, &former).input("hold", "true").run().await);
    assert!(severity == Severity::Warning && said.contains("files switch off Ask,"), "{said}");
}

/// No file lists its functions before the host has read its code.
#[tokio::test(start_paused = true)]
async fn a_function_that_only_code_declares_is_held_at_once_after_the_delivery_and_before_the_first_probe() {
    let code = "import azure.functions as func\n\napp = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)\n\n\
                @app.route(route='version')\ndef version(req): pass\n\n\
                @app.queue_trigger(arg_name='msg', queue_name='orders', connection='OrdersStorage')\ndef Later(msg): pass\n";
    let new =
        TestApp::new(COMMIT).without("version/function.json").file("function_app.py", code).file("host.json", HOST);
    let python =
        |slot: &mut Side| drop(slot.settings.insert("FUNCTIONS_WORKER_RUNTIME".to_owned(), "python".to_owned()));
    let told = busy(Rehearsal::of(&new, &TestApp::new("former")).slot(python).input("hold", "true")).await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("nothing but the package itself knows of them"), "{}", told.log);
    let effects = told.effects();
    let is_probed = |effect: &Effect| matches!(effect, Effect::Invoked { slot, .. } if slot == SLOT);
    let (delivered, probed) = (first(&effects, is_delivered).unwrap(), first(&effects, is_probed).unwrap());
    assert_eq!(written(&effects[..delivered], SLOT), 0, "nobody knew of it");
    assert_eq!(written(&effects[delivered..probed], SLOT), 1, "held before the first probe");
    let swap = first(&effects, is_swap_begun).unwrap();
    assert!(takers(&effects[probed..swap]).iter().all(|(side, _)| *side == "production"), "and from then on none");
    let state = told.world.state();
    let app = state.app(APP).unwrap();
    assert!(app.is_sticky("AzureWebJobs.Later.Disabled"));
    assert!(!app.production.settings.contains_key("AzureWebJobs.Later.Disabled"));
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

const LIFTS: &str = "az functionapp config appsettings delete --name shop-orders --resource-group rg-shop --slot staging \
                     --setting-names AzureWebJobs.Take.Disabled";

fn says_how_to_lift(told: &Told) {
    let advice = told.advice();
    assert!(advice.contains("the triggers of the slot `staging` stay held") && advice.contains(LIFTS), "{advice}");
    assert!(settings_of(&told.world.state(), Some(SLOT)).contains(&format!("{OFF}=true")), "{}", told.log);
}

fn broken_in_production() -> Rehearsal {
    let bad = Where::service("site").slot("production").path("/api/version").after_swap();
    held().fault(bad, status(500))
}

/// Swapped back, killed on the way back, and a way back that only a person can go: the slot holds the release, and its triggers are held.
#[tokio::test(start_paused = true)]
async fn a_release_that_was_swapped_says_as_well_that_triggers_stay_held() {
    let back = broken_in_production().run().await;
    assert_eq!((back.outcome(), back.swaps()), (Outcome::RolledBack, 2), "{}", back.log);
    says_how_to_lift(&back);
    let entry = back.record.phases.iter().find(|entry| entry.name == Phase::RollBack).unwrap();
    let post = broken_in_production().killed_after(middle(&back.record, entry)).await.post(true).await;
    let told = post.told.unwrap_or_else(|| panic!("{}", post.log));
    assert!(matches!(told.outcome(), Outcome::RolledBack | Outcome::NeedsPerson), "{}", told.log);
    says_how_to_lift(&told);
    // Production is broken by what it has, whatever version it runs.
    let always = Where::service("site").slot("production").path("/api").after_swap();
    let person = broken_in_production().fault(always, status(500)).run().await;
    assert!(matches!(person.outcome(), Outcome::NeedsPerson | Outcome::RolledBack), "{}", person.log);
    says_how_to_lift(&person);
}

/// A person had switched one function off in the slot: the command does not switch it on.
#[tokio::test(start_paused = true)]
async fn what_was_held_before_the_release_is_named_and_is_not_in_the_command_that_lifts() {
    const MINE: &str = "AzureWebJobs.Mine.Disabled";
    let queue = json!({"type": "queueTrigger", "direction": "in", "queueName": "mine", "connection": "OrdersStorage"});
    let (new, former) = (app(COMMIT).function("Mine", queue.clone()), app("former").function("Mine", queue));
    let told = Rehearsal::of(&new, &former)
        .input("hold", "true")
        .slot(|slot| drop(slot.settings.insert(MINE.to_owned(), "true".to_owned())))
        .world(|state| state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push(MINE.to_owned()))
        .fault(Where::service("arm").path("/slotsswap"), status(400))
        .run()
        .await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::Aborted, 0), "{}", told.log);
    says_how_to_lift(&told);
    let advice = told.advice();
    let command = advice.lines().find(|line| line.starts_with("az functionapp config appsettings delete")).unwrap();
    assert!(!command.contains("Mine"), "{command}");
    assert!(advice.contains(&format!("were held before this release, and stay so: {MINE}")), "{advice}");
    assert_eq!(
        (told.record.slot_life.held_by, told.record.slot_life.held_before),
        (vec![OFF.to_owned()], vec![MINE.to_owned()])
    );
}

/// The journal and the record are lost with the machine; what the release may write stands in its memory.
#[tokio::test(start_paused = true)]
async fn another_job_names_the_triggers_that_a_lost_run_holds_with_the_command() {
    let whole = held().run().await.record;
    for (phase, fault) in [(Phase::Probe, false), (Phase::Watch, true)] {
        let moment = middle(&whole, whole.phases.iter().find(|entry| entry.name == phase).unwrap());
        let lost = held().killed_after(moment).await.lost();
        let bad = Where::service("site").slot("production").path("/api/version").after_swap();
        let told = if fault { lost.fault(bad, status(500)) } else { lost }.run().await;
        let expected = if fault { Outcome::RolledBack } else { Outcome::Aborted };
        assert_eq!(told.outcome(), expected, "{}", told.log);
        says_how_to_lift(&told);
    }
    // Before it wrote any, none is held.
    let moment = middle(&whole, whole.phases.iter().find(|entry| entry.name == Phase::Probe).unwrap());
    let gone = held().killed_after(moment).await.lost().slot(|slot| drop(slot.settings.remove(OFF))).run().await;
    assert!(!gone.advice().contains("stay held"), "{}", gone.advice());
}

//! What stands in the way is found before anything is changed, and each finding names its mend.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::json;
use slot_deploy::record::{Outcome, Severity};
use slot_deploy::rehearsal::default_world::{APP, CLIENT};
use slot_deploy::rehearsal::faults::Where;
use support::{COMMIT, Rehearsal, TestApp, Told, status};

fn stopped(told: &Told, code: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, code), "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0), "nothing was changed");
}

#[tokio::test(start_paused = true)]
async fn a_missing_slot_is_answered_with_those_that_exist() {
    let told = Rehearsal::new().input("slot", "stagign").run().await;
    stopped(&told, "slot-exists");
    let advice = told.advice();
    assert!(advice.contains("there are: staging") && advice.contains("slot create"), "{advice}");
}

#[tokio::test(start_paused = true)]
async fn an_app_that_is_not_there_is_told_and_one_that_is_there_twice_is_asked_about() {
    let told = Rehearsal::new().input("app-name", "nowhere").run().await;
    stopped(&told, "app-not-found");
    let twice = json!({"value": [
        {"id": "/subscriptions/s/resourceGroups/one/providers/Microsoft.Web/sites/shop-orders", "name": APP},
        {"id": "/subscriptions/s/resourceGroups/two/providers/Microsoft.Web/sites/shop-orders", "name": APP},
    ]});
    let answer = slot_deploy::rehearsal::faults::What::Status {
        status: 200,
        body: Some(twice.to_string()),
        content_type: None,
        retry_after: None,
    };
    let told = Rehearsal::new().fault(Where::service("arm").path("/resources"), answer).run().await;
    stopped(&told, "app-ambiguous");
    assert!(told.advice().contains("one, two"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn flex_consumption_is_refused_with_the_reason_and_what_to_do() {
    let told = Rehearsal::new()
        .world(|state| {
            let plan = state.plans.get_mut("plan-shop").unwrap();
            (plan.sku, plan.tier) = ("FC1".to_owned(), "FlexConsumption".to_owned());
            state.app_mut(APP).unwrap().slots.clear();
        })
        .run()
        .await;
    stopped(&told, "plan-has-slots");
    assert!(told.advice().contains("RollingUpdate"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_stopped_side_is_named_with_the_command_that_starts_it() {
    let told = Rehearsal::new().slot(|slot| slot.running = false).run().await;
    stopped(&told, "both-running");
    assert!(told.advice().contains("az functionapp start --name shop-orders --resource-group rg-shop --slot staging"));
    let told = Rehearsal::new().production(|production| production.running = false).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted);
    assert_eq!(told.deployments(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_goes_on_waits_or_is_prepared_stops_the_release() {
    let told = Rehearsal::new().production(|side| side.operation = Some("o1".to_owned())).run().await;
    stopped(&told, "busy");
    assert!(told.advice().contains("waited for it in vain"), "{}", told.advice());
    let told = Rehearsal::new().production(|side| side.prepared_with = Some("staging".to_owned())).run().await;
    stopped(&told, "no-prepared-swap");
    assert!(told.advice().contains("--action reset"), "{}", told.advice());
    let told = Rehearsal::new().slot(|slot| slot.auto_swap = Some("production".to_owned())).run().await;
    stopped(&told, "no-auto-swap");
}

#[tokio::test(start_paused = true)]
async fn keys_in_files_would_be_swapped_and_stop_the_release() {
    let told = Rehearsal::new()
        .slot(|slot| {
            slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
        })
        .run()
        .await;
    stopped(&told, "key-storage");
}

#[tokio::test(start_paused = true)]
async fn a_slot_behind_access_restrictions_is_explained_as_a_network_matter() {
    let told =
        Rehearsal::new().fault(Where::service("site").slot("staging").path("host/ping"), status(403)).run().await;
    stopped(&told, "slot-reachable");
    assert!(told.advice().contains("self-hosted runner"), "{}", told.advice());
}

fn with_queue() -> TestApp {
    TestApp::new(COMMIT)
        .function("TakeOrder", json!({"type": "queueTrigger", "queueName": "q", "connection": "OrdersStorage"}))
        .function("Nightly", json!({"type": "timerTrigger", "schedule": "0 0 2 * * *"}))
}

fn unheld(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.slot(|slot| slot.settings.retain(|name, _| !name.ends_with(".Disabled")))
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_takes_production_s_events_is_a_warning_with_names_setting_and_mend() {
    let told = unheld(Rehearsal::of(&with_queue(), &with_queue())).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let finding = told.record.findings.iter().find(|finding| finding.check == "live-triggers").unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    for part in ["TakeOrder (queueTrigger by `OrdersStorage`)", "Nightly (timerTrigger)"] {
        assert!(finding.says.contains(part), "{}", finding.says);
    }
    assert!(finding.mend.contains("--slot-settings AzureWebJobs.Nightly.Disabled=true"), "{}", finding.mend);
    assert!(told.log.contains("::warning title=preflight%3A live-triggers"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn with_strict_a_slot_that_takes_production_s_events_stops_the_release() {
    let told = unheld(Rehearsal::of(&with_queue(), &with_queue())).input("strict", "true").run().await;
    stopped(&told, "live-triggers");
}

#[tokio::test(start_paused = true)]
async fn triggers_that_only_the_new_package_brings_are_found_once_they_are_there() {
    let told = unheld(Rehearsal::of(&with_queue(), &TestApp::new("former"))).input("strict", "true").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "live-triggers"), "{}", told.log);
    assert_eq!(told.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_slot_with_connections_of_its_own_takes_none_of_production_s_messages() {
    let queue_only = TestApp::new(COMMIT)
        .function("TakeOrder", json!({"type": "queueTrigger", "queueName": "q", "connection": "OrdersStorage"}));
    let told = unheld(Rehearsal::of(&queue_only, &queue_only))
        .slot(|slot| {
            slot.settings.insert("OrdersStorage".to_owned(), "another account".to_owned());
        })
        .input("strict", "true")
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_disabled_setting_that_would_travel_to_production_stops_the_release() {
    let told = Rehearsal::of(&with_queue(), &with_queue())
        .world(|state| state.app_mut(APP).unwrap().sticky = None)
        .run()
        .await;
    stopped(&told, "disabled-stays-in-slot");
    assert!(told.advice().contains("AzureWebJobs.TakeOrder.Disabled"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_is_named_before_anything_is_changed() {
    let told = Rehearsal::new()
        .world(|state| {
            let app = state.directory.app_mut(CLIENT).unwrap();
            app.actions = ["Microsoft.Web/sites/Read", "Microsoft.Web/sites/slots/Read", "Microsoft.Resources/*/read"]
                .map(str::to_owned)
                .into();
        })
        .run()
        .await;
    assert_eq!((told.outcome(), told.deployments()), (Outcome::Aborted, 0), "{}", told.log);
    let errors: Vec<&str> = told
        .record
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.check.as_str())
        .collect();
    assert_eq!(errors, ["no-auto-swap", "production-readable"]);
    let advice = told.advice();
    assert!(advice.contains("lacks the right `Microsoft.Web/sites/slots/config/Read`"), "{advice}");
    assert!(advice.contains("Microsoft.Web/sites/publish/Action"), "{advice}");
}

#[tokio::test(start_paused = true)]
async fn the_rights_that_the_readme_lists_suffice_for_a_whole_release() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let actions: Vec<String> = readme
        .lines()
        .filter_map(|line| line.trim().strip_prefix("\"Microsoft."))
        .map(|rest| format!("Microsoft.{}", rest.trim_end_matches([',', '"'])))
        .collect();
    assert!(actions.len() > 10, "{actions:?}");
    for (swap, drain) in [("direct", "false"), ("preview", "true")] {
        let rehearsal = Rehearsal::new().input("swap", swap).input("drain", drain);
        let actions = actions.clone();
        let told = rehearsal.world(|state| state.directory.app_mut(CLIENT).unwrap().actions = actions).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        let refused = told.world.state().requests.iter().filter(|request| request.status == Some(403)).count();
        assert_eq!(refused, 0, "no right is missing for anything that is asked");
    }
}

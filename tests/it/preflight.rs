//! Preflight finds obstacles before anything is changed, and each finding names its fix.

use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::default_world::{APP, CLIENT};
use rehearsal::faults::Where;
use serde_json::json;
use slot_deploy::record::{Outcome, Severity};

fn stopped(told: &Told, code: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, code), "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0), "nothing was changed");
}

#[tokio::test(start_paused = true)]
async fn a_missing_slot_is_reported_with_the_existing_slots() {
    let told = Rehearsal::new().input("slot", "stagign").run().await;
    stopped(&told, "slot-exists");
    let advice = told.advice();
    assert!(advice.contains("there are: staging") && advice.contains("slot create"), "{advice}");
}

#[tokio::test(start_paused = true)]
async fn a_missing_app_and_an_ambiguous_app_name_stop_the_release() {
    let told = Rehearsal::new().input("app-name", "nowhere").run().await;
    stopped(&told, "app-not-found");
    let twice = json!({"value": [
        {"id": "/subscriptions/s/resourceGroups/one/providers/Microsoft.Web/sites/shop-orders", "name": APP},
        {"id": "/subscriptions/s/resourceGroups/two/providers/Microsoft.Web/sites/shop-orders", "name": APP},
    ]});
    let answer = rehearsal::faults::What::Status {
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
async fn flex_consumption_is_refused_with_reason_and_fix() {
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
async fn a_stopped_side_is_reported_with_the_start_command() {
    let told = Rehearsal::new().slot(|slot| slot.running = false).run().await;
    stopped(&told, "both-running");
    assert!(told.advice().contains("az functionapp start --name shop-orders --resource-group rg-shop --slot staging"));
    let told = Rehearsal::new().production(|production| production.running = false).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted);
    assert_eq!(told.deployments(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_running_or_prepared_swap_stops_the_release() {
    let told = Rehearsal::new().production(|side| side.operation = Some("o1".to_owned())).run().await;
    stopped(&told, "busy");
    assert!(told.advice().contains("waited until `timeout`"), "{}", told.advice());
    let told = Rehearsal::new().production(|side| side.prepared_with = Some("staging".to_owned())).run().await;
    stopped(&told, "no-prepared-swap");
    assert!(told.advice().contains("--action reset"), "{}", told.advice());
    let told = Rehearsal::new().slot(|slot| slot.auto_swap = Some("production".to_owned())).run().await;
    stopped(&told, "no-auto-swap");
}

#[tokio::test(start_paused = true)]
async fn function_keys_stored_as_files_stop_the_release() {
    let told = Rehearsal::new()
        .slot(|slot| {
            slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
        })
        .run()
        .await;
    stopped(&told, "key-storage");
}

#[tokio::test(start_paused = true)]
async fn one_content_share_for_both_sides_stops_the_release_before_the_slot_is_touched() {
    let with_share = |key: &str| {
        let connection = format!("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={key}");
        [("WEBSITE_CONTENTSHARE", "shop-share".to_owned()), ("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", connection)]
            .map(|(name, value)| (name.to_owned(), value))
    };
    let shared = Rehearsal::new()
        .production(|side| side.settings.extend(with_share("a2V5")))
        .slot(|side| side.settings.extend(with_share("b3RoZXI=")));
    let told = shared.run().await;
    stopped(&told, "content-moves");
    assert!(told.advice().contains("WEBSITE_CONTENTSHARE"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_package_setting_that_stays_with_its_slot_stops_the_release_by_name() {
    for setting in ["WEBSITE_RUN_FROM_PACKAGE", "FUNCTIONS_WORKER_RUNTIME"] {
        let told = Rehearsal::new()
            .world(|state| {
                let app = state.app_mut(APP).unwrap();
                app.sticky.get_or_insert_default().app_settings.push(setting.to_owned());
            })
            .slot(|side| {
                side.settings.insert(setting.to_owned(), "1".to_owned());
            })
            .run()
            .await;
        stopped(&told, "content-moves");
        assert!(told.advice().contains(&format!("{setting} is a slot setting")), "{}", told.advice());
        assert!(told.advice().contains("let it move"), "{}", told.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_behind_access_restrictions_is_reported_as_a_network_problem() {
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
async fn a_slot_that_takes_productions_events_is_warned_about_with_names_setting_and_fix() {
    let told = unheld(Rehearsal::of(&with_queue(), &with_queue())).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let finding = told.record.findings.iter().find(|finding| finding.check == "live-triggers").unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    for part in ["TakeOrder (queueTrigger by `OrdersStorage`)", "Nightly (timerTrigger)"] {
        assert!(finding.says.contains(part), "{}", finding.says);
    }
    assert!(finding.fix.contains("--slot-settings AzureWebJobs.Nightly.Disabled=true"), "{}", finding.fix);
    assert!(told.log.contains("::warning title=preflight%3A live-triggers"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn with_strict_a_slot_that_takes_productions_events_stops_the_release() {
    let told = unheld(Rehearsal::of(&with_queue(), &with_queue())).input("strict", "true").run().await;
    stopped(&told, "live-triggers");
}

#[tokio::test(start_paused = true)]
async fn triggers_that_only_the_new_package_has_are_found_after_the_deployment() {
    let told = unheld(Rehearsal::of(&with_queue(), &TestApp::new("former"))).input("strict", "true").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "live-triggers"), "{}", told.log);
    assert_eq!(told.swaps(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_slot_with_its_own_connections_takes_none_of_productions_messages() {
    let queue_only = TestApp::new(COMMIT)
        .function("TakeOrder", json!({"type": "queueTrigger", "queueName": "q", "connection": "OrdersStorage"}));
    let told = unheld(Rehearsal::of(&queue_only, &queue_only))
        .world(|state| {
            let sticky = state.app_mut(APP).unwrap().sticky.get_or_insert_default();
            sticky.app_settings.push("OrdersStorage".to_owned());
        })
        .slot(|slot| {
            let other = "DefaultEndpointsProtocol=https;AccountName=another;AccountKey=a2V5";
            slot.settings.insert("OrdersStorage".to_owned(), other.to_owned());
        })
        .input("strict", "true")
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_disabling_setting_that_would_be_swapped_to_production_stops_the_release() {
    let told = Rehearsal::of(&with_queue(), &with_queue())
        .world(|state| state.app_mut(APP).unwrap().sticky = None)
        .run()
        .await;
    stopped(&told, "disabled-stays-in-slot");
    assert!(told.advice().contains("AzureWebJobs.TakeOrder.Disabled"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_missing_right_is_reported_before_anything_is_changed() {
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
    // A check that stops releases stops this one where it could not look.
    let unread = ["management-lock", "no-auto-swap", "key-storage", "content-moves", "no-server-build"];
    assert_eq!(errors, [&unread[..], &["production-readable", "disabled-stays-in-slot"]].concat());
    let advice = told.advice();
    assert!(advice.contains("lacks the right `Microsoft.Web/sites/config/list/Action`"), "{advice}");
    assert!(advice.contains("Microsoft.Web/sites/slots/config/Read"), "{advice}");
    assert!(advice.contains("Microsoft.Web/sites/publish/Action"), "{advice}");
}

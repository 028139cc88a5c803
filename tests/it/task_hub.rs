//! Durable Functions in a slot have a task hub of their own: with the default one their host does not start, and one for both
//! sides mixes their orchestrations.

use std::time::Duration;

use crate::support::plain_client::PlainClient;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::Where;
use rehearsal::state::{HostState, Side, State};
use serde_json::json;
use slot_deploy::record::{Finding, Outcome, Severity};

/// An app with an orchestration, whose `host.json` names this hub.
fn durable(commit: &str, hub: Option<&str>) -> TestApp {
    let task = hub.map(|hub| json!({"hubName": hub})).unwrap_or(json!({}));
    let host = json!({"version": "2.0", "extensions": {"durableTask": task}});
    TestApp::new(commit)
        .function("Run", json!({"type": "orchestrationTrigger", "name": "context"}))
        .file("host.json", &host.to_string())
}

fn release(new: Option<&str>, former: Option<&str>) -> Rehearsal {
    Rehearsal::of(&durable(COMMIT, new), &durable("former", former))
}

fn named(hub: &str) -> impl Fn(&mut Side) {
    move |side| drop(side.settings.insert("TaskHub".to_owned(), hub.to_owned()))
}

fn keeps_hubs(state: &mut State) {
    state.app_mut(APP).unwrap().sticky.get_or_insert_default().app_settings.push("TaskHub".to_owned());
}

fn finding(told: &Told) -> &Finding {
    told.record.findings.iter().find(|finding| finding.check == "own-task-hub").unwrap()
}

fn stopped(told: &Told) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "own-task-hub"), "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0), "nothing was changed");
}

async fn slots_host(rehearsal: Rehearsal) -> HostState {
    let world = rehearsal.world;
    let client = PlainClient::of(&world).await;
    client.arm("POST", &format!("/slots/{SLOT}/restart"), None).await;
    tokio::time::sleep(Duration::from_secs(120)).await;
    world.state().app(APP).unwrap().slots[SLOT].moving.host.instances[0].state.clone()
}

#[tokio::test(start_paused = true)]
async fn in_a_slot_durable_functions_do_not_start_with_the_default_hub() {
    let in_slot =
        |hub: Option<&str>| release(None, None).slot(|slot| slot.moving.content = durable("x", hub).content());
    let refused = slots_host(in_slot(None)).await;
    assert!(
        matches!(&refused, HostState::Error(why) if why.contains("Task Hub name must be specified")),
        "{refused:?}"
    );
    assert!(matches!(slots_host(in_slot(Some("Shop_Orders"))).await, HostState::Error(_)), "the default by its name");
    assert_eq!(slots_host(in_slot(Some("Orders"))).await, HostState::Running);
    assert_eq!(slots_host(in_slot(Some("%TaskHub%")).slot(named("OrdersStaging"))).await, HostState::Running);
}

#[tokio::test(start_paused = true)]
async fn a_package_with_the_default_hub_stops_before_the_slot_is_touched() {
    for hub in [None, Some("shoporders")] {
        let told = Rehearsal::of(&durable(COMMIT, hub), &TestApp::new("former")).run().await;
        stopped(&told);
        assert!(told.advice().contains("TaskHub as a slot setting"), "{}", told.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn a_hub_that_production_keeps_and_no_slot_can_have_stops_before_the_slot_is_touched() {
    let told = release(Some("%TaskHub%"), Some("%TaskHub%"))
        .world(keeps_hubs)
        .production(named("ShopOrders"))
        .slot(named("OrdersStaging"))
        .run()
        .await;
    stopped(&told);
    assert!(finding(&told).says.contains("during the swap"), "{}", finding(&told).says);
}

#[tokio::test(start_paused = true)]
async fn one_literal_hub_for_both_sides_is_a_warning_and_stops_a_strict_release() {
    let told = release(Some("Orders"), Some("orders")).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert_eq!(finding(&told).severity, Severity::Warning);
    assert!(finding(&told).says.contains("share the task hub `Orders`"), "{}", finding(&told).says);
    stopped(&release(Some("Orders"), Some("Orders")).input("strict", "true").run().await);
}

#[tokio::test(start_paused = true)]
async fn a_hub_by_a_slot_setting_is_fine_and_says_what_becomes_of_running_orchestrations() {
    let by_setting = || release(Some("%TaskHub%"), Some("%TaskHub%"));
    let named = |rehearsal: Rehearsal| rehearsal.production(named("OrdersProd")).slot(named("OrdersStaging"));
    let stays = named(by_setting().world(keeps_hubs)).run().await;
    assert_eq!(stays.outcome(), Outcome::Verified, "{}", stays.log);
    assert_eq!(finding(&stays).severity, Severity::Fine);
    let says = &finding(&stays).says;
    assert!(
        says.contains("`OrdersStaging` for itself") && says.contains("continue with the code of this release"),
        "{says}"
    );
    let moves = named(by_setting()).run().await;
    assert!(finding(&moves).says.contains("stay behind with the former content"), "{}", finding(&moves).says);
}

#[tokio::test(start_paused = true)]
async fn a_storage_that_is_given_by_reference_makes_sharing_unknown() {
    let reference = "@Microsoft.KeyVault(SecretUri=https://vault.test/secrets/storage)";
    let told = release(Some("Orders"), Some("Orders"))
        .slot(|slot| drop(slot.settings.insert("AzureWebJobsStorage".to_owned(), reference.to_owned())))
        .input("dry-run", "true")
        .run()
        .await;
    assert_eq!(finding(&told).severity, Severity::Warning, "{}", told.log);
    assert!(finding(&told).says.contains("is not known"), "{}", finding(&told).says);
}

#[tokio::test(start_paused = true)]
async fn a_host_json_of_production_that_cannot_be_read_makes_sharing_unknown() {
    let unread =
        |rehearsal: Rehearsal, service| rehearsal.fault(Where::service(service).path("host.json"), status(403));
    let told = ["arm", "site", "scm"].into_iter().fold(release(Some("Orders"), Some("Orders")), unread);
    let told = told.input("dry-run", "true").run().await;
    assert_eq!(finding(&told).severity, Severity::Warning, "{}", told.log);
    assert!(finding(&told).says.contains("could not be read"), "{}", finding(&told).says);
}

#[tokio::test(start_paused = true)]
async fn what_was_staged_is_asked_again_before_it_is_promoted() {
    let staged =
        release(Some("%TaskHub%"), Some("Orders")).slot(named("OrdersStaging")).input("command", "stage").run().await;
    assert_eq!(staged.outcome(), Outcome::Staged, "{}", staged.log);
    let told = staged.promoting().input("dry-run", "true").run().await;
    assert!(finding(&told).says.contains("`OrdersStaging` for itself"), "{}", finding(&told).says);
}

#[tokio::test(start_paused = true)]
async fn without_durable_functions_no_hub_is_mentioned() {
    let told = Rehearsal::new().run().await;
    assert!(told.record.findings.iter().all(|finding| finding.check != "own-task-hub"));
}

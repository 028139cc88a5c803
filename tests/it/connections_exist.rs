//! A trigger whose connection production would not have is found before the swap: the host runs without it and says nothing.

use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use serde_json::{Value, json};
use slot_deploy::record::{Finding, Outcome, Severity};

const ORDERS: &str = "DefaultEndpointsProtocol=https;AccountName=orders;AccountKey=a2V5MQ==";

fn queue(connection: &str) -> Value {
    json!({"type": "queueTrigger", "queueName": "orders", "connection": connection})
}

/// The release brings a function with this trigger, which is switched off in the slot.
fn brings(trigger: Value) -> Rehearsal {
    let off = "AzureWebJobs.Take.Disabled";
    let brings = Rehearsal::of(&TestApp::new(COMMIT).function("Take", trigger), &TestApp::new("former"));
    stays(brings.slot(set(off, "true")), off)
}

fn stays(rehearsal: Rehearsal, setting: &'static str) -> Rehearsal {
    rehearsal.world(move |state| {
        let app = state.app_mut("shop-orders").unwrap();
        app.sticky.get_or_insert_default().app_settings.push(setting.to_owned());
    })
}

fn found(told: &Told) -> Option<&Finding> {
    told.record.findings.iter().find(|finding| finding.check == "connections-exist")
}

fn set(name: &'static str, value: &'static str) -> impl FnOnce(&mut rehearsal::state::Side) {
    move |side| drop(side.settings.insert(name.to_owned(), value.to_owned()))
}

#[tokio::test(start_paused = true)]
async fn a_queue_function_whose_connection_does_not_exist_is_not_released() {
    let told = brings(queue("Missing")).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "connections-exist"), "{}", told.log);
    assert_eq!(told.swaps(), 0);
    assert!(told.advice().contains("Take (queueTrigger by `Missing`)"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_only_production_has_is_taken_away_by_the_swap() {
    let told = brings(queue("Orders")).production(set("Orders", ORDERS)).run().await;
    assert_eq!((told.code(), told.swaps()), ("connections-exist", 0), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_only_the_slot_has_and_that_stays_there_does_not_count() {
    let told = stays(brings(queue("Orders")).slot(set("Orders", ORDERS)), "Orders").run().await;
    assert_eq!((told.code(), told.swaps()), ("connections-exist", 0), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_moves_with_the_swap_or_stays_in_production_is_in_order() {
    let moves = brings(queue("Orders")).slot(set("AzureWebJobsOrders", ORDERS));
    let kept = stays(brings(queue("Orders")).production(set("Orders", ORDERS)), "Orders");
    let by_identity = brings(queue("Orders")).slot(set("Orders__accountName", "orders"));
    for rehearsal in [moves, kept, by_identity] {
        let told = rehearsal.run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        assert_eq!(found(&told), None);
    }
}

#[tokio::test(start_paused = true)]
async fn what_production_lacks_already_is_a_warning_and_stops_only_a_strict_release() {
    let app = TestApp::new(COMMIT).function("Take", queue("Missing"));
    let rehearsal = || Rehearsal::of(&app, &app);
    let next = |told: Told| told.then(&app.clone().file("new.txt", "more"));
    let told = next(rehearsal().run().await).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let finding = found(&told).unwrap();
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.says.ends_with("it is so in production already"), "{}", finding.says);
    let strict = told.then(&app.clone().file("new.txt", "most")).input("strict", "true").run().await;
    assert_eq!((strict.outcome(), strict.code()), (Outcome::Aborted, "connections-exist"), "{}", strict.log);
    assert_eq!(strict.swaps(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_trigger_whose_connection_is_not_known_here_is_not_called_connected() {
    let told = brings(json!({"type": "newTrigger", "source": "x"})).run().await;
    let finding = found(&told).unwrap();
    assert_eq!(finding.severity, Severity::Warning, "{}", told.log);
    assert!(finding.says.contains("is not known of Take ("), "{}", finding.says);
}

//! Whose events the slot takes is told from where its connections lead, and is never "none" where that is not seen.

use crate::support::{COMMIT, Rehearsal, TestApp, status};
use rehearsal::faults::Where;
use serde_json::{Value, json};
use slot_deploy::record::{Finding, Outcome, Severity};

const ORDERS: &str = "DefaultEndpointsProtocol=https;AccountName=orders;AccountKey=a2V5MQ==";
const SAME_BY_ANOTHER_KEY: &str = "DefaultEndpointsProtocol=https;AccountName=orders;AccountKey=a2V5Mg==";
const REFERENCE: &str = "@Microsoft.KeyVault(SecretUri=https://vault.test/secrets/orders)";
const OTHER_REFERENCE: &str = "@Microsoft.KeyVault(SecretUri=https://vault.test/secrets/orders-staging)";
const BUS: &str = "Endpoint=sb://bus.test/;SharedAccessKeyName=r;SharedAccessKey=a2V5";
const SQL: &str = "Server=tcp:db.test;Database=orders;User=x;Password=y";

/// Both sides have a function with this trigger, and nothing switches it off; each side has these settings.
fn both_with(trigger: Value, production: &[(&str, &str)], slot: &[(&str, &str)]) -> Rehearsal {
    let app = TestApp::new(COMMIT).function("Take", trigger);
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let (production, slot) = (owned(production), owned(slot));
    Rehearsal::of(&app, &app)
        .production(move |side| side.settings.extend(production))
        .slot(|side| side.settings.retain(|name, _| !name.ends_with(".Disabled")))
        .slot(move |side| side.settings.extend(slot))
}

async fn finding(rehearsal: Rehearsal) -> Finding {
    let told = rehearsal.input("dry-run", "true").run().await;
    let found = told.record.findings.iter().find(|one| one.check.as_str() == "live-triggers");
    found.unwrap_or_else(|| panic!("{}", told.log)).clone()
}

fn queue(connection: &str) -> Value {
    json!({"type": "queueTrigger", "queueName": "orders", "connection": connection})
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_takes_productions_events_is_found_however_the_connection_is_named() {
    let sql = json!({"type": "sqlTrigger", "tableName": "dbo.Orders", "connectionStringSetting": "C"});
    let kafka = json!({"type": "kafkaTrigger", "topic": "orders", "brokerList": "%C%"});
    let bus = json!({"type": "serviceBusTrigger", "queueName": "orders"});
    for (trigger, production, slot) in [
        (queue("C"), [("C", ORDERS)], [("C", SAME_BY_ANOTHER_KEY)]),
        (queue("C"), [("AzureWebJobsC", ORDERS)], [("AzureWebJobsC", ORDERS)]),
        (queue("C"), [("C", ORDERS)], [("C__accountName", "orders")]),
        (queue("C"), [("C", REFERENCE)], [("C", REFERENCE)]),
        (bus, [("AzureWebJobsServiceBus", BUS)], [("AzureWebJobsServiceBus", BUS)]),
        (sql, [("C", SQL)], [("C", SQL)]),
        (kafka, [("C", "kafka.test:9092")], [("C", "kafka.test:9092")]),
    ] {
        let finding = finding(both_with(trigger.clone(), &production, &slot)).await;
        assert_eq!(finding.severity, Severity::Warning, "{trigger}: {}", finding.says);
        assert!(finding.says.contains("takes production's events: Take ("), "{trigger}: {}", finding.says);
        assert!(finding.fix.contains("AzureWebJobs.Take.Disabled=true"), "{trigger}: {}", finding.fix);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_among_the_connection_strings_is_found() {
    let string = json!({"value": SQL, "type": "SQLAzure"});
    let (of_production, of_slot) = (string.clone(), string);
    let rehearsal =
        both_with(json!({"type": "sqlTrigger", "tableName": "t", "connectionStringSetting": "Db"}), &[], &[])
            .production(move |side| drop(side.config.connection_strings.insert("Db".to_owned(), of_production)))
            .slot(move |side| drop(side.config.connection_strings.insert("Db".to_owned(), of_slot)));
    let finding = finding(rehearsal).await;
    assert!(finding.says.contains("takes production's events: Take ("), "{}", finding.says);
}

#[tokio::test(start_paused = true)]
async fn where_a_connection_leads_that_is_not_seen_is_said_and_never_called_none() {
    let unknown = json!({"type": "newTrigger", "source": "x"});
    for (trigger, production, slot) in [
        (queue("C"), [("C", REFERENCE)], [("C", OTHER_REFERENCE)]),
        (queue("C"), [("C", REFERENCE)], [("C", ORDERS)]),
        (unknown, [("C", ORDERS)], [("C", ORDERS)]),
    ] {
        let rehearsal = || both_with(trigger.clone(), &production, &slot);
        let told = finding(rehearsal()).await;
        assert_eq!(told.severity, Severity::Warning, "{trigger}: {}", told.says);
        assert!(told.says.contains("is not known of Take ("), "{trigger}: {}", told.says);
        let strict = rehearsal().input("strict", "true").run().await;
        assert_eq!((strict.outcome(), strict.code()), (Outcome::Aborted, "live-triggers"), "{trigger}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slot_with_places_of_its_own_takes_nothing_of_production() {
    let other = "DefaultEndpointsProtocol=https;AccountName=orders-staging;AccountKey=a2V5";
    let named = json!({"type": "queueTrigger", "queueName": "%Queue%", "connection": "C"});
    let pushed = json!({"type": "eventGridTrigger"});
    for (trigger, production, slot) in [
        (queue("C"), [("C", ORDERS), ("Queue", "-")], [("C", other), ("Queue", "-")]),
        (named, [("C", ORDERS), ("Queue", "orders")], [("C", ORDERS), ("Queue", "orders-staging")]),
        (pushed, [("C", ORDERS), ("Queue", "-")], [("C", ORDERS), ("Queue", "-")]),
    ] {
        let finding = finding(both_with(trigger.clone(), &production, &slot)).await;
        assert_eq!(finding.severity, Severity::Fine, "{trigger}: {}", finding.says);
    }
}

#[tokio::test(start_paused = true)]
async fn durable_functions_forbid_a_swap_with_preview() {
    let orchestration = json!({"type": "orchestrationTrigger", "name": "context"});
    let told = both_with(orchestration, &[], &[]).input("swap", "preview").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "preview-without-triggers"), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn connection_strings_that_cannot_be_read_leave_it_open() {
    let forbidden = Where::service("arm").path("slots/staging/config/connectionstrings/list");
    let finding = finding(both_with(queue("C"), &[("C", ORDERS)], &[]).fault(forbidden, status(403))).await;
    assert_eq!(finding.severity, Severity::Warning, "{}", finding.says);
    assert!(finding.says.contains("could not be read"), "{}", finding.says);
}

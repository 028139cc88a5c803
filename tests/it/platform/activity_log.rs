//! The activity log.

use std::time::Duration;

use rehearsal::default_world::SUBSCRIPTION;
use serde_json::{Value, json};

use crate::platform::swap;
use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// facts: arm-calls, facts: telemetry.
#[tokio::test(start_paused = true)]
async fn a_swap_appears_in_the_activity_log_of_its_slot_minutes_later() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    let slot = client.arm("GET", "/slots/staging", None).await.json()["id"].as_str().unwrap().to_owned();
    swap(&client).await;
    let log = async || {
        let filter =
            format!("eventTimestamp ge '2026-01-01T00:00:00Z' and resourceUri eq '{slot}'").replace(' ', "%20");
        let log = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values");
        let answer = client.get(&format!("{log}?api-version=2015-04-01&$filter={filter}")).await.json();
        let events = answer["value"].as_array().unwrap().clone();
        let swap = |event: &&Value| event["operationName"]["value"] == "Microsoft.Web/sites/slots/slotsswap/action";
        events.iter().filter(swap).map(|event| event["status"]["value"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(log().await, Vec::<Value>::new());
    tokio::time::sleep(Duration::from_secs(1500)).await;
    assert_eq!(log().await, [json!("Succeeded"), json!("Started")], "newest first");
}

/// What the Azure CLI sends: times without quotes, and names of its own for what is filtered by.
#[tokio::test(start_paused = true)]
async fn the_activity_log_takes_times_without_quotes_and_filters_of_the_azure_cli() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    let site = client.arm("GET", "", None).await.json()["id"].as_str().unwrap().to_owned();
    let slot = format!("{site}/slots/staging");
    client.arm("PATCH", "", Some(json!({"tags": {"a": "b"}}))).await;
    swap(&client).await;
    tokio::time::sleep(Duration::from_secs(1500)).await;
    let log = async |filter: &str| {
        let filter = format!("eventTimestamp ge 2026-01-01T00:00:00.000000Z {filter}").replace(' ', "%20");
        let log = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values");
        client.get(&format!("{log}?api-version=2015-04-01&$filter={filter}&$select=eventTimestamp")).await
    };
    let operations = async |filter: &str| {
        let answer = log(filter).await.json();
        let events = answer["value"].as_array().unwrap().clone();
        events.iter().map(|event| event["operationName"]["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let swapped = "Microsoft.Web/sites/slots/slotsswap/action";
    assert_eq!(operations(&format!("and resourceId eq '{site}'")).await, ["Microsoft.Web/sites/write"]);
    assert_eq!(operations(&format!("and resourceId eq '{slot}' and status eq 'Started'")).await, [swapped]);
    assert_eq!(operations("and resourceGroupName eq 'RG-SHOP' and resourceProvider eq 'Microsoft.Web'").await.len(), 3);
    assert_eq!(operations("and eventTimestamp le 2026-01-02T00:00:00Z").await, Vec::<String>::new());
    assert_eq!(log("and caller eq 'me'").await.status, 501, "who asked is not known here");
}

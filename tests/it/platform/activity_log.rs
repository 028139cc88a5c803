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

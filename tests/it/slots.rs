//! Slots of the simulated world are created, prepared, swapped and deleted as the recordings show.

use std::time::Duration;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;
use rehearsal::default_world::{APP, SLOT, build};
use rehearsal::{World, WorldOptions};
use serde_json::{Value, json};
use time::OffsetDateTime;

async fn settings(client: &PlainClient, place: &str) -> Value {
    client.arm("POST", &format!("{place}/config/appsettings/list"), None).await.json()["properties"].clone()
}

#[tokio::test(start_paused = true)]
async fn a_new_slot_copies_productions_settings_unless_it_is_given_its_own() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    world.state().app_mut(APP).unwrap().sticky.as_mut().unwrap().app_settings.push("PAYMENT_API_KEY".to_owned());
    let put = client.arm("PUT", "/slots/blue", Some(json!({"location": "West Europe", "properties": {}}))).await;
    assert_eq!((put.status, &put.json()["name"]), (200, &json!(format!("{APP}/blue"))));
    let copied = settings(&client, "/slots/blue").await;
    assert_eq!(copied, settings(&client, "").await, "sticky ones, too");
    assert!(copied["PAYMENT_API_KEY"].is_string());

    assert_eq!(client.arm("DELETE", "/slots/blue", None).await.status, 200);
    let own = json!({"properties": {"siteConfig": {"appSettings": [{"name": "A", "value": "1"}]}}});
    assert_eq!(client.arm("PUT", "/slots/blue", Some(own)).await.status, 200);
    assert_eq!(settings(&client, "/slots/blue").await, json!({"A": "1"}));
}

#[tokio::test(start_paused = true)]
async fn a_new_slot_has_its_own_host_name_and_counts_towards_the_plan() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let put = client.arm("PUT", "/slots/blue", Some(json!({"properties": {}}))).await.json();
    let host = put["properties"]["defaultHostName"].as_str().unwrap().to_owned();
    assert!(host.ends_with(&format!("/{APP}-blue")), "{host}");
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(client.get(&format!("https://{host}/")).await.status, 200, "an empty app shows the home page");

    let full = client.arm("PUT", "/slots/green", Some(json!({"properties": {}}))).await;
    assert_eq!(full.status, 409, "ElasticPremium has three, production included");
    assert!(full.json()["Message"].as_str().unwrap().contains("slots allowed for the 'ElasticPremium' SKU"));
    let list = client.arm("GET", "/slots", None).await.json();
    let names: Vec<&str> =
        list["value"].as_array().unwrap().iter().map(|slot| slot["name"].as_str().unwrap()).collect();
    assert_eq!(names, [format!("{APP}/blue"), format!("{APP}/{SLOT}")]);

    assert_eq!(client.arm("DELETE", "/slots/blue", None).await.status, 200);
    assert_eq!(client.arm("GET", "/slots/blue", None).await.status, 404);
    assert_eq!(client.arm("DELETE", "/slots/blue", None).await.status, 204);
}

/// facts: arm-errors; facts: long-running: recorded with a slot, too.
#[tokio::test(start_paused = true)]
async fn a_slot_created_without_waiting_exists_and_holds_the_lock_meanwhile() {
    let wall = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let slow = WorldOptions { wall, scale: 4.0, authority: "sim.test".to_owned(), run_apps: false };
    let client = PlainClient::of(&World::new(build("sim.test", wall), slow)).await;
    let put = async || client.arm("PUT", "/slots/blue", Some(json!({"properties": {}}))).await;
    let lost = put().await;
    assert_eq!((lost.status, lost.header("x-ms-failure-cause")), (504, Some("service")));
    let again = put().await;
    assert_eq!((again.status, &again.json()["Code"], again.header("retry-after")), (429, &json!("429"), None));
    assert_eq!(client.arm("GET", "/slots/blue", None).await.status, 200, "the write went through");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(client.arm("GET", "/slots/blue", None).await.status, 200);
}

/// Both sides have the settings `sticky`, which is sticky, and `moves`.
fn two_sides() -> Rehearsal {
    let own = |side: &mut rehearsal::state::Side, whose: &str| {
        side.settings = ["sticky", "moves"].map(|name| (name.to_owned(), whose.to_owned())).into();
    };
    Rehearsal::new()
        .production(|side| own(side, "production"))
        .slot(|side| own(side, "slot"))
        .world(|state| state.app_mut(APP).unwrap().sticky.as_mut().unwrap().app_settings = vec!["sticky".to_owned()])
}

#[tokio::test(start_paused = true)]
async fn a_prepared_swap_applies_the_targets_sticky_settings_and_blocks_writes_until_completed() {
    let client = PlainClient::of(&two_sides().world).await;
    let target = || Some(json!({"targetSlot": "production", "preserveVnet": true}));
    let prepared = client.arm("POST", "/slots/staging/applySlotConfig", target()).await;
    assert_eq!((prepared.status, prepared.body.len()), (200, 0));
    let both = json!({"sticky": "production", "moves": "slot"});
    assert_eq!(settings(&client, "/slots/staging").await, both);
    assert_eq!(client.arm("GET", "", None).await.json()["properties"]["targetSwapSlot"], SLOT);
    for place in ["", "/slots/staging"] {
        let write =
            client.arm("PUT", &format!("{place}/config/appsettings"), Some(json!({"properties": {"a": "b"}}))).await;
        assert_eq!(write.status, 409, "{place}");
        assert!(write.json()["Message"].as_str().unwrap().contains("prepared for swap"));
    }
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", target()).await.status, 202);
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(settings(&client, "").await, json!({"sticky": "production", "moves": "slot"}));
    assert_eq!(settings(&client, "/slots/staging").await, json!({"sticky": "slot", "moves": "production"}));
    assert_eq!(client.arm("GET", "", None).await.json()["properties"]["targetSwapSlot"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_prepared_swap_that_is_reset_leaves_everything_as_before() {
    let client = PlainClient::of(&two_sides().world).await;
    client.arm("POST", "/slots/staging/applySlotConfig", Some(json!({"targetSlot": "production"}))).await;
    let reset = client.arm("POST", "/resetSlotConfig", None).await;
    assert_eq!((reset.status, reset.body.len()), (200, 0));
    assert_eq!(settings(&client, "/slots/staging").await, json!({"sticky": "slot", "moves": "slot"}));
    let write = client.arm("PUT", "/slots/staging/config/appsettings", Some(json!({"properties": {"a": "b"}}))).await;
    assert_eq!(write.status, 200);
    assert_eq!(client.arm("POST", "/resetSlotConfig", None).await.status, 200, "with nothing prepared, too");
}

#[tokio::test(start_paused = true)]
async fn connection_strings_move_in_a_swap_unless_they_are_sticky() {
    let client = PlainClient::of(&two_sides().world).await;
    let names = json!({"properties": {"connectionStringNames": ["stays"]}});
    client.arm("PUT", "/config/slotConfigNames", Some(names)).await;
    for (place, whose) in [("", "production"), ("/slots/staging", "slot")] {
        let string = json!({"value": whose, "type": "Custom"});
        let body = json!({"properties": {"stays": string, "moves": string}});
        client.arm("PUT", &format!("{place}/config/connectionstrings"), Some(body)).await;
    }
    client.arm("POST", "/slots/staging/slotsswap", Some(json!({"targetSlot": "production"}))).await;
    tokio::time::sleep(Duration::from_secs(100)).await;
    let after = client.arm("POST", "/config/connectionstrings/list", None).await.json()["properties"].clone();
    assert_eq!((&after["stays"]["value"], &after["moves"]["value"]), (&json!("production"), &json!("slot")));
}

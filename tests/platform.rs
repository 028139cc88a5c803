//! What the control plane tells of swaps, rights and providers, and what the platform does unasked.
#![allow(clippy::unwrap_used)]

#[path = "support/plain_client.rs"]
mod plain_client;
mod support;
#[path = "support/zips.rs"]
mod zips;

use std::time::Duration;

use plain_client::PlainClient;
use serde_json::{Value, json};
use slot_deploy::rehearsal::default_world::{APP, CLIENT, SLOT, SUBSCRIPTION};
use slot_deploy::rehearsal::state::{Effect, Side};
use support::Rehearsal;

fn two_sides(change: impl Fn(&mut Side, &str)) -> Rehearsal {
    Rehearsal::new().production(|side| change(side, "production")).slot(|side| change(side, "slot"))
}

async fn swap(client: &PlainClient) {
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", Some(body)).await.status, 202);
    tokio::time::sleep(Duration::from_secs(200)).await;
}

/// azure-wire §2.4: the answer holds the values, which are secrets.
#[tokio::test(start_paused = true)]
async fn slot_differences_name_what_a_swap_changes_and_hold_the_values() {
    let rehearsal = two_sides(|side, whose| {
        side.settings.insert("PAYMENT_API_KEY".to_owned(), format!("secret of {whose}"));
        side.config.web.insert("use32BitWorkerProcess".to_owned(), json!(whose == "slot"));
        let string = json!({"value": format!("Server={whose}"), "type": "SQLAzure"});
        side.config.connection_strings.insert("Db".to_owned(), string);
    });
    let client =
        PlainClient::of(&rehearsal.slot(|side| drop(side.settings.insert("NEW".into(), "1".into()))).world).await;
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    let answer = client.arm("POST", "/slots/staging/slotsdiffs", Some(body)).await;
    let all = answer.json()["value"].as_array().unwrap().clone();
    let of = |name: &str| all.iter().find(|one| one["name"] == name).map(|one| one["properties"].clone()).unwrap();
    let key = of("PAYMENT_API_KEY");
    assert_eq!(
        (&key["settingType"], &key["diffRule"]),
        (&json!("AppSetting"), &json!("SettingsWillBeModifiedInDestination"))
    );
    assert_eq!(key["valueInCurrentSlot"], "secret of slot");
    assert_eq!(of("NEW")["diffRule"], "SettingsWillBeAddedToDestination");
    assert_eq!(
        (&of("Db")["settingType"], &of("Db")["valueInTargetSlot"]),
        (&json!("ConnectionString"), &json!("Server=production"))
    );
    assert_eq!(of("use32BitWorkerProcess")["settingType"], "General");
    let held = of("AzureWebJobs.TakeOrder.Disabled");
    assert_eq!(held["diffRule"], "SlotSettingsMissing", "a sticky setting that only one side has");
    assert!(
        !all.iter().any(|one| one["name"] == "FUNCTIONS_WORKER_RUNTIME"),
        "what is alike on both sides is no difference"
    );
}

/// azure-wire §5.3, both columns.
#[tokio::test(start_paused = true)]
async fn stack_and_mounted_storage_move_with_a_swap_while_access_rules_and_always_on_stay() {
    let rehearsal = two_sides(|side, whose| {
        for (name, value) in [
            ("netFrameworkVersion", json!(format!("of {whose}"))),
            ("alwaysOn", json!(whose == "production")),
            ("ipSecurityRestrictions", json!([{"ipAddress": "Any", "action": "Allow", "name": whose}])),
            ("azureStorageAccounts", json!({"shared": {"accountName": whose}, "own": {"accountName": whose}})),
        ] {
            side.config.web.insert(name.to_owned(), value);
        }
    });
    let world = rehearsal.world;
    world.state().app_mut(APP).unwrap().sticky.as_mut().unwrap().storage = vec!["own".to_owned()];
    let client = PlainClient::of(&world).await;
    swap(&client).await;
    let web = client.arm("GET", "/config/web", None).await.json()["properties"].clone();
    assert_eq!(web["netFrameworkVersion"], "of slot");
    let mounts = &web["azureStorageAccounts"];
    assert_eq!(
        (&mounts["shared"]["accountName"], &mounts["own"]["accountName"]),
        (&json!("slot"), &json!("production"))
    );
    assert_eq!((&web["alwaysOn"], &web["ipSecurityRestrictions"][0]["name"]), (&json!(true), &json!("production")));
}

/// azure-wire §5.4: on Windows only, and nobody asks.
#[tokio::test(start_paused = true)]
async fn a_slot_with_auto_swap_is_swapped_after_a_deployment_on_windows_and_not_on_linux() {
    for windows in [true, false] {
        let world = Rehearsal::new().slot(|side| side.auto_swap = Some("production".to_owned())).world;
        world.state().plans.get_mut("plan-shop").unwrap().linux = !windows;
        let client = PlainClient::of(&world).await;
        let zip = zips::zip_of(&[("host.json", b"{}"), ("version.txt", b"new")]);
        assert_eq!(client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await.status, 202);
        tokio::time::sleep(Duration::from_secs(400)).await;
        let swapped = world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. }));
        assert_eq!(swapped, windows);
        let new = world.state().app(APP).unwrap().production.moving.wwwroot().get("version.txt").is_some();
        assert_eq!(new, windows);
    }
}

/// azure-wire §2.4: roles are assigned to the principal, and say what it may do.
#[tokio::test(start_paused = true)]
async fn who_may_what_is_listed_to_those_who_may_ask() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    let list = "/providers/Microsoft.Authorization/roleAssignments";
    assert_eq!(client.arm("GET", list, None).await.status, 403);
    world.state().directory.apps[0].actions.push("Microsoft.Authorization/*/read".to_owned());
    let assigned = client.arm("GET", list, None).await.json()["value"].clone();
    let principal = world.state().directory.app(CLIENT).unwrap().object_id.clone();
    assert_eq!(assigned[0]["properties"]["principalId"].as_str(), Some(principal.as_str()));
    let role = assigned[0]["properties"]["roleDefinitionId"].as_str().unwrap().to_owned();
    let role = client.get(&format!("{role}?api-version=2022-04-01")).await.json();
    let actions = role["properties"]["permissions"][0]["actions"].as_array().unwrap().clone();
    assert!(actions.contains(&json!("Microsoft.Web/*")), "{actions:?}");
    let subscription =
        format!("/subscriptions/{SUBSCRIPTION}{list}?api-version=2022-04-01&$filter=assignedTo('nobody')");
    assert_eq!(client.get(&subscription).await.json()["value"], Value::Array(vec![]));
}

/// azure-wire §2.4, release-safety §3.3.
#[tokio::test(start_paused = true)]
async fn a_swap_stands_in_the_activity_log_of_its_slot_minutes_later() {
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

/// azure-wire §2.1: a provider that the subscription has not registered.
#[tokio::test(start_paused = true)]
async fn metrics_of_a_subscription_that_has_not_registered_their_provider_are_refused_until_it_has() {
    let world = Rehearsal::new().world;
    world.state().unregistered.insert("microsoft.insights".to_owned());
    world.state().directory.apps[0].actions.push("*/register/action".to_owned());
    let client = PlainClient::of(&world).await;
    let metrics = "/slots/staging/providers/Microsoft.Insights/metrics";
    let refused = client.arm("GET", metrics, None).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (409, &json!("MissingSubscriptionRegistration")));
    assert!(refused.json()["error"]["message"].as_str().unwrap().contains("'Microsoft.Insights'"));
    assert_eq!(client.arm("GET", &format!("/slots/{SLOT}"), None).await.status, 200, "the others are");
    let provider = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Insights");
    let register = format!("{provider}/register?api-version=2021-04-01");
    assert_eq!(client.send("POST", &register, bytes::Bytes::new()).await.json()["registrationState"], "Registered");
    assert_eq!(client.arm("GET", metrics, None).await.status, 200);
}

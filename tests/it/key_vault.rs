//! Key Vault references are resolved with the identity of a side, which a swap does not move.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::support::plain_client::PlainClient;
use crate::support::{Rehearsal, TestApp};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::laws::{restart, swap};
use rehearsal::state::{HostState, KeyVault, Place, SecretVersion, Side};
use serde_json::Value;

const REFERENCE: &str = "@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/PaymentKey/)";

/// The new version on the slot needs a secret that it reads from a vault; production's identity may not.
fn only_the_slot_may_read() -> Rehearsal {
    let secret = vec![SecretVersion { id: "0".repeat(32), value: "s3cret".to_owned() }];
    let vault = KeyVault {
        name: "kv-shop".to_owned(),
        secrets: BTreeMap::from([("PaymentKey".to_owned(), secret)]),
        readers: vec!["identity-of-the-slot".to_owned()],
    };
    let former = TestApp::new("former");
    Rehearsal::of(&former, &former)
        .world(|state| drop(state.vaults.insert("kv-shop".to_owned(), vault)))
        .production(|side| side.identity = Some("identity-of-production".to_owned()))
        .slot(|side| {
            side.identity = Some("identity-of-the-slot".to_owned());
            side.settings.insert("PAYMENT_API_KEY".to_owned(), REFERENCE.to_owned());
            side.moving.content = TestApp::new("new").needs("PAYMENT_API_KEY").content();
        })
}

fn production() -> Place {
    Place::new(APP, None)
}

fn slot() -> Place {
    Place::new(APP, Some(SLOT))
}

async fn status(client: &PlainClient, side: &str) -> Value {
    let answer = client.arm("GET", &format!("{side}/config/configreferences/appsettings/PAYMENT_API_KEY"), None).await;
    answer.json()["properties"]["status"].clone()
}

/// The settings that a side's process was started with, and the state of its host.
fn running(side: &Side) -> (String, HostState) {
    let instance = &side.moving.host.instances[0];
    let seen = side.settings_of(instance);
    (rehearsal::state::settings::get(&seen, "PAYMENT_API_KEY").unwrap().to_owned(), instance.state.clone())
}

/// facts: what-moves: references resolve with the slot's own identity, and identities do not move.
#[tokio::test(start_paused = true)]
async fn a_reference_that_resolves_on_the_slot_can_fail_after_the_swap() {
    let world = only_the_slot_may_read().world;
    let client = PlainClient::of(&world).await;
    restart::restart(&mut world.state(), world.clock(), &slot(), world.clock().now());
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(status(&client, "/slots/staging").await, "Resolved");
    assert_eq!(running(world.state().side(&slot()).unwrap()), ("s3cret".to_owned(), HostState::Running));

    swap::begin(&mut world.state(), world.clock(), &slot(), &production(), world.clock().now()).unwrap();
    tokio::time::sleep(Duration::from_secs(200)).await;
    assert_eq!(status(&client, "").await, "AccessToKeyVaultDenied", "the setting moved, the identity stayed");
    let (seen, host) = running(world.state().side(&production()).unwrap());
    assert_eq!((seen.as_str(), host), ("s3cret", HostState::Running), "the process came from the slot as it was");

    restart::restart(&mut world.state(), world.clock(), &production(), world.clock().now());
    tokio::time::sleep(Duration::from_secs(30)).await;
    let (seen, host) = running(world.state().side(&production()).unwrap());
    assert_eq!(seen, REFERENCE, "a new process is given the text of the reference");
    assert!(matches!(&host, HostState::Error(error) if error.contains("PAYMENT_API_KEY")), "{host:?}");
}

/// facts: arm-calls: only settings that are references are listed, each with its state and never with the secret.
#[tokio::test(start_paused = true)]
async fn references_are_listed_with_their_state_and_without_the_secret() {
    let world = only_the_slot_may_read().world;
    let client = PlainClient::of(&world).await;
    let listed = client.arm("GET", "/slots/staging/config/configreferences/appsettings", None).await;
    let (all, text) = (listed.json()["value"].clone(), String::from_utf8_lossy(&listed.body).into_owned());
    assert_eq!(all.as_array().unwrap().len(), 1);
    let shown = &all[0]["properties"];
    assert_eq!((shown["vaultName"].as_str(), shown["secretName"].as_str()), (Some("kv-shop"), Some("PaymentKey")));
    assert!(all[0]["id"].as_str().unwrap().ends_with("/config/configreferences/appsettings/PAYMENT_API_KEY"));
    assert!(!text.contains("s3cret"), "{text}");
    assert_eq!(
        client.arm("GET", "/config/configreferences/appsettings", None).await.json()["value"],
        Value::Array(vec![])
    );
    let absent = client.arm("GET", "/config/configreferences/appsettings/NOTHING", None).await;
    assert_eq!(absent.status, 404);
}

//! Sides on one content share have one set of files: facts: content-shares.

use std::time::Duration;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;
use crate::support::zips::zip_of;
use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::{Effect, Side};
use rehearsal::world_file;
use serde_json::{Value, json};

fn mounts(share: &str) -> impl FnOnce(&mut Side) {
    let connection = "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=a2V5".to_owned();
    let settings = [
        ("WEBSITE_CONTENTAZUREFILECONNECTIONSTRING".to_owned(), connection),
        ("WEBSITE_CONTENTSHARE".to_owned(), share.to_owned()),
    ];
    move |side| side.settings.extend(settings)
}

/// A world in which the two sides name these shares, and a client of it.
async fn with(production: &str, slot: &str) -> PlainClient {
    let rehearsal = Rehearsal::new().production(mounts(production)).slot(mounts(slot));
    PlainClient::of(&rehearsal.world).await
}

/// An app that names its commit, sent to the slot as the Azure CLI sends it.
async fn deploy_to_slot(client: &PlainClient, commit: &str) {
    let function =
        json!({"bindings": [{"type": "httpTrigger", "direction": "in", "authLevel": "anonymous"}]}).to_string();
    let script = json!({"answers": {"GET /api/version": {"json": {"commit": commit}}}}).to_string();
    let zip = zip_of(&[
        ("host.json", br#"{"version":"2.0"}"#),
        ("version/function.json", function.as_bytes()),
        ("scripted.json", script.as_bytes()),
    ]);
    assert_eq!(client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await.status, 202);
    tokio::time::sleep(Duration::from_secs(120)).await;
}

async fn production_runs(client: &PlainClient) -> Value {
    let host = client.world.state().app(APP).unwrap().production.hosts.site.clone();
    let url = format!("https://{host}/api/version");
    client.send_with("GET", &url, &[], Bytes::new()).await.json()["commit"].clone()
}

fn shared(client: &PlainClient) -> Vec<String> {
    let slot = |effect: Effect| match effect {
        Effect::ContentShared { slot, with, .. } => Some(format!("{slot} with {with}")),
        _ => None,
    };
    client.world.effects().into_iter().filter_map(slot).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_deployed_to_a_slot_on_productions_share_serves_users_without_a_swap() {
    let client = with("shop", "SHOP").await;
    deploy_to_slot(&client, "new").await;
    assert_eq!(production_runs(&client).await, "new");
    assert_eq!(shared(&client), ["production with staging"]);
    let swapped = |effect: &Effect| matches!(effect, Effect::Swapped { .. });
    assert!(!client.world.effects().iter().any(swapped));
    let file = client.scm("PUT", "/api/vfs/site/wwwroot/by-hand.txt", &[("if-match", "*")], "x").await;
    assert_eq!(file.status, 201);
    let state = client.world.state();
    assert!(state.app(APP).unwrap().production.moving.content.get("by-hand.txt").is_some());
}

#[tokio::test(start_paused = true)]
async fn a_slot_with_a_share_of_its_own_leaves_production_alone() {
    let client = with("shop", "shop-staging").await;
    deploy_to_slot(&client, "new").await;
    assert_eq!((production_runs(&client).await, shared(&client)), (json!("former"), Vec::new()));

    let client = with("shop", "shop").await;
    client.world.state().plans.get_mut("plan-shop").unwrap().tier = "Standard".to_owned();
    deploy_to_slot(&client, "new").await;
    assert_eq!(production_runs(&client).await, "former", "on a dedicated plan no share is used");
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_is_created_with_productions_settings_has_productions_files() {
    let client = with("shop", "other").await;
    deploy_to_slot(&client, "new").await;
    let body = json!({"location": "West Europe", "properties": {}});
    assert_eq!(client.arm("PUT", "/slots/copy", Some(body)).await.status, 200);
    let state = client.world.state();
    let app = state.app(APP).unwrap();
    let files = |side: &Side| side.moving.content.mark();
    assert_eq!(files(&app.slots["copy"]), files(&app.production));
    assert_ne!(files(&app.slots["copy"]), files(&app.slots[SLOT]));
}

#[test]
fn sides_of_a_world_file_that_name_one_share_have_productions_files() {
    let source = r#"
apps:
  billing:
    production:
      settings: { WEBSITE_CONTENTAZUREFILECONNECTIONSTRING: "AccountName=billing", WEBSITE_CONTENTSHARE: $share }
      functions: { Version: anonymous }
    slots:
      staging: { settings: { WEBSITE_CONTENTSHARE: billing }, functions: { Other: anonymous } }
"#;
    let now = time::OffsetDateTime::UNIX_EPOCH;
    for (share, is_one) in [("billing", true), ("another", false)] {
        let description = world_file::read(&source.replace("$share", share)).unwrap();
        let state = world_file::build(&description, "sim.test", now);
        let app = state.app("billing").unwrap();
        let files = |side: &Side| side.moving.content.mark();
        assert_eq!(files(&app.slots["staging"]) == files(&app.production), is_one, "{share}");
    }
}

//! Apps, SCM sites and storage that are closed to the public, and requests that are routed to a slot.
#![allow(clippy::unwrap_used)]

#[path = "support/plain_client.rs"]
mod plain_client;
mod support;

use bytes::Bytes;
use plain_client::PlainClient;
use serde_json::json;
use slot_deploy::rehearsal::default_world::{APP, SLOT, STORAGE};
use support::{Rehearsal, TestApp};

/// azure-wire §3.1 (`Ip Forbidden`, also reported behind private endpoints: azure-docs#85717); the control plane is not closed.
#[tokio::test(start_paused = true)]
async fn a_side_behind_a_private_endpoint_refuses_its_app_and_scm_site_to_the_public_and_the_other_does_not() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let closed = json!({"properties": {"publicNetworkAccess": "Disabled"}});
    assert_eq!(client.arm("PATCH", "/slots/staging/config/web", Some(closed)).await.status, 200);
    let site = client.arm("GET", "/slots/staging", None).await;
    assert_eq!((site.status, &site.json()["properties"]["publicNetworkAccess"]), (200, &json!("Disabled")));
    assert_eq!(client.get(&format!("/site/{APP}-{SLOT}/api/version")).await.status, 403);
    assert_eq!(client.scm("GET", "/api/deployments", &[], Bytes::new()).await.status, 403);
    assert_eq!(client.get(&format!("/site/{APP}/api/version")).await.status, 200);
}

/// The REST reference's `AuthorizationFailure`; azure-functions-host#9496 shows it behind a private endpoint.
#[tokio::test(start_paused = true)]
async fn storage_that_is_closed_to_the_public_refuses_whatever_is_asked() {
    let world = Rehearsal::new().world;
    let client = PlainClient::for_audience(&world, "https://storage.azure.com").await;
    let list = format!("/blob/{STORAGE}/packages?restype=container&comp=list");
    let ask = async || {
        let bearer = format!("Bearer {}", client.token());
        let headers = [("authorization", bearer.as_str()), ("x-ms-version", "2024-11-04")];
        client.send_with("GET", &list, &headers, Bytes::new()).await
    };
    assert_eq!(ask().await.status, 200);
    world.state().storage.get_mut(STORAGE).unwrap().is_private = true;
    let refused = ask().await;
    assert_eq!((refused.status, refused.header("x-ms-error-code")), (403, Some("AuthorizationFailure")));
}

/// azure-wire §4: query before cookie, `self` for production, a share of all others by the rules, and a cookie for an hour.
#[tokio::test(start_paused = true)]
async fn requests_to_production_are_routed_by_query_by_cookie_and_by_ramp_up() {
    let former = TestApp::new("former");
    let world = Rehearsal::of(&former, &former).slot(|side| side.moving.content = TestApp::new("new").content()).world;
    let client = PlainClient::of(&world).await;
    let path = format!("/site/{APP}/api/version");
    let commit = async |query: &str, cookie: &str| {
        let reply = client.send_with("GET", &format!("{path}{query}"), &[("cookie", cookie)], Bytes::new()).await;
        (reply.json()["commit"].as_str().unwrap().to_owned(), reply.header("set-cookie").map(str::to_owned))
    };
    assert_eq!(commit("", "").await, ("former".to_owned(), None));
    assert_eq!(commit("?x-ms-routing-name=staging", "").await.0, "new");
    assert_eq!(commit("", "a=b; x-ms-routing-name=staging").await.0, "new");
    assert_eq!(commit("?x-ms-routing-name=self", "x-ms-routing-name=staging").await.0, "former");

    let rules = json!({"properties": {"experiments": {"rampUpRules": [
        {"name": SLOT, "actionHostName": format!("{APP}-{SLOT}.azurewebsites.net"), "reroutePercentage": 30.0},
    ]}}});
    assert_eq!(client.arm("PATCH", "/config/web", Some(rules)).await.status, 200);
    let mut news = 0;
    for _ in 0..100 {
        let (commit, cookie) = commit("", "").await;
        let cookie = cookie.unwrap();
        let name = if commit == "new" { SLOT } else { "self" };
        assert!(cookie.contains(&format!("x-ms-routing-name={name};")) && cookie.contains("Max-Age=3600"), "{cookie}");
        news += i32::from(commit == "new");
    }
    assert_eq!(news, 30);
    assert_eq!(commit("", "x-ms-routing-name=self").await.0, "former", "who is pinned stays");
}

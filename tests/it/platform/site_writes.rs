//! Writes of a site or a slot.

use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::Effect;
use serde_json::{Value, json};

use crate::support::Rehearsal;
use crate::support::plain_client::{PlainClient, Reply};

async fn client() -> PlainClient {
    let rehearsal = Rehearsal::new().world(|state| state.directory.apps[0].actions = vec!["*".to_owned()]);
    PlainClient::of(&rehearsal.world).await
}

/// Writes, and waits until nothing else is written.
async fn write(client: &PlainClient, method: &str, side: &str, body: Value) -> Reply {
    let written = client.arm(method, side, Some(body)).await;
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    written
}

async fn read(client: &PlainClient, path: &str) -> Value {
    client.arm("GET", path, None).await.json()
}

/// facts: arm-calls; Web Apps, Create Or Update and Update.
#[tokio::test(start_paused = true)]
async fn what_a_put_or_a_patch_of_a_side_says_is_read_back_from_that_side_only() {
    for (method, side, other) in [("PUT", "", "/slots/staging"), ("PATCH", "/slots/staging", "")] {
        let client = client().await;
        let body = json!({
            "location": "West Europe", "tags": {"owner": "team"}, "identity": {"type": "SystemAssigned"},
            "properties": {
                "httpsOnly": false, "clientCertEnabled": true, "clientCertMode": "Optional", "publicNetworkAccess": "Enabled",
                "siteConfig": {"alwaysOn": true, "ftpsState": "Disabled", "linuxFxVersion": "NODE|22"},
            },
        });
        let before = read(&client, other).await;
        let written = write(&client, method, side, body).await;
        assert_eq!(written.status, 200, "{:?}", written.body);
        let site = read(&client, side).await;
        assert_eq!((&site["tags"], &site["identity"]["type"]), (&json!({"owner": "team"}), &json!("SystemAssigned")));
        assert!(site["identity"]["principalId"].as_str().is_some_and(|id| id.len() == 36));
        let properties = &site["properties"];
        for (name, value) in [
            ("httpsOnly", json!(false)),
            ("clientCertEnabled", json!(true)),
            ("clientCertMode", json!("Optional")),
            ("publicNetworkAccess", json!("Enabled")),
        ] {
            assert_eq!(properties[name], value, "{method} {name}");
        }
        assert_eq!(properties["siteConfig"]["alwaysOn"], true);
        let web = &read(&client, &format!("{side}/config/web")).await["properties"];
        assert_eq!((&web["ftpsState"], &web["linuxFxVersion"]), (&json!("Disabled"), &json!("NODE|22")));
        assert_eq!(read(&client, other).await, before, "the other side is as it was");
    }
}

/// What programs do that read a site, change one thing, and send all of it back.
#[tokio::test(start_paused = true)]
async fn a_site_that_is_sent_back_as_it_was_read_changes_nothing_and_restarts_nothing() {
    let client = client().await;
    let instances = || {
        let state = client.world.state();
        let side = &state.app(APP).unwrap().slots[SLOT];
        side.moving.host.instances.iter().map(|instance| instance.id.clone()).collect::<Vec<_>>()
    };
    let (site, before) = (read(&client, "/slots/staging").await, instances());
    assert_eq!(write(&client, "PUT", "/slots/staging", site.clone()).await.status, 200);
    let mut after = read(&client, "/slots/staging").await;
    after["properties"]["lastModifiedTimeUtc"] = site["properties"]["lastModifiedTimeUtc"].clone();
    assert_eq!((after, instances()), (site.clone(), before.clone()));
    let mut tagged = site.clone();
    tagged["tags"] = json!({"a": "b"});
    assert_eq!(write(&client, "PUT", "/slots/staging", tagged).await.status, 200);
    assert_eq!(instances(), before, "tags restart nothing");
    let mut changed = site;
    changed["properties"]["siteConfig"]["alwaysOn"] = json!(true);
    assert_eq!(write(&client, "PUT", "/slots/staging", changed).await.status, 200);
    assert_ne!(instances(), before, "configuration does");
    let named = |effect: &Effect| matches!(effect, Effect::SiteWritten { names, .. } if names.iter().any(|name| name == "alwaysOn"));
    assert!(client.world.effects().iter().any(named));
}

/// A 200 that keeps nothing would be a lie.
#[tokio::test(start_paused = true)]
async fn what_would_not_be_kept_is_refused_by_name_and_changes_nothing() {
    let client = client().await;
    let tags = read(&client, "").await["tags"].clone();
    for (body, named) in [
        (
            json!({"properties": {"serverFarmId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/serverfarms/other"}}),
            "serverFarmId",
        ),
        (json!({"tags": {"a": "b"}, "properties": {"hostNamesDisabled": true}}), "hostNamesDisabled"),
        (json!({"location": "East US"}), "location"),
        (json!({"properties": {"newestThing": 1}}), "newestThing"),
    ] {
        for (method, side) in [("PUT", ""), ("PATCH", "/slots/staging"), ("PUT", "/slots/blue")] {
            let refused = client.arm(method, side, Some(body.clone())).await;
            assert_eq!(
                (refused.status, &refused.json()["error"]["code"]),
                (501, &json!("NotSimulated")),
                "{method} {body}"
            );
            let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
            assert!(message.contains("slot-deploy") && message.contains(named), "{message}");
        }
    }
    assert_eq!(read(&client, "").await["tags"], tags);
    assert_eq!(client.arm("GET", "/slots/blue", None).await.status, 404, "and no slot was made");
    let path = format!(
        "/subscriptions/{}/resourceGroups/rg-shop/providers/Microsoft.Web",
        rehearsal::default_world::SUBSCRIPTION
    );
    let new = client.send("PUT", &format!("{path}/sites/new-app?api-version=2023-12-01"), Bytes::from("{}")).await;
    let plan =
        client.send("PUT", &format!("{path}/serverfarms/plan-shop?api-version=2023-12-01"), Bytes::from("{}")).await;
    assert_eq!((new.status, plan.status), (501, 501));
}

/// docs: App Service, "Managed identities": those that are sent are kept, `None` takes them away.
#[tokio::test(start_paused = true)]
async fn identities_come_go_and_stay_with_what_is_sent_and_unknown_ones_are_refused() {
    let client = client().await;
    let group = format!("/subscriptions/{}/resourceGroups/rg-shop", rehearsal::default_world::SUBSCRIPTION);
    let id = format!("{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine");
    client.send("PUT", &format!("{id}?api-version=2023-01-31"), Bytes::from("{}")).await;
    let both =
        json!({"identity": {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {(id.clone()): {}}}});
    assert_eq!(write(&client, "PATCH", "/slots/staging", both).await.status, 200);
    let shown = read(&client, "/slots/staging").await["identity"].clone();
    assert_eq!(shown["type"], "SystemAssigned, UserAssigned");
    let user = shown["userAssignedIdentities"].as_object().unwrap().values().next().unwrap();
    assert!(user["clientId"].is_string() && user["principalId"].is_string());
    let own = json!({"identity": {"type": "SystemAssigned"}});
    write(&client, "PATCH", "/slots/staging", own).await;
    let left = read(&client, "/slots/staging").await["identity"].clone();
    assert_eq!(
        (&left["type"], &left["principalId"]),
        (&json!("SystemAssigned"), &shown["principalId"]),
        "the same one"
    );
    write(&client, "PATCH", "/slots/staging", json!({"identity": {"type": "None"}})).await;
    assert_eq!(read(&client, "/slots/staging").await["identity"], Value::Null);
    let unknown = json!({"identity": {"type": "UserAssigned", "userAssignedIdentities": {(format!("{id}-not")): {}}}});
    let refused = write(&client, "PATCH", "", unknown).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (400, &json!("FailedIdentityOperation")));
}

/// docs: App Service, "Configure TLS mutual authentication" and "Enforce HTTPS".
#[tokio::test(start_paused = true)]
async fn what_is_kept_is_acted_by() {
    let client = client().await;
    let path = format!("/site/{APP}-{SLOT}/api/version");
    let plain = async || {
        let request = http::Request::get(format!("http://sim.test{path}")).body(Bytes::new()).unwrap();
        match client.world.handle(request).await {
            rehearsal::Answer::Response(response) => response.status().as_u16(),
            _ => panic!("no answer"),
        }
    };
    assert_eq!(plain().await, 301);
    write(&client, "PATCH", "/slots/staging", json!({"properties": {"httpsOnly": false}})).await;
    assert_eq!(plain().await, 200);
    assert_eq!(client.get(&path).await.status, 200);
    write(&client, "PATCH", "/slots/staging", json!({"properties": {"clientCertEnabled": true}})).await;
    assert_eq!(client.get(&path).await.status, 403, "nobody here has a certificate");
    write(&client, "PATCH", "/slots/staging", json!({"properties": {"clientCertExclusionPaths": "/api/version"}}))
        .await;
    assert_eq!(client.get(&path).await.status, 200);
    write(&client, "PATCH", "/slots/staging", json!({"properties": {"publicNetworkAccess": "Disabled"}})).await;
    assert_eq!(client.get(&path).await.status, 403);
}

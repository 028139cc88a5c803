//! Writes that are not as described are refused, and leave everything as it was.

use bytes::Bytes;
use rehearsal::default_world::{APP, GROUP, SUBSCRIPTION, build};
use rehearsal::world_file::{describe, read, write};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::support::Rehearsal;
use crate::support::plain_client::{PlainClient, Reply};

async fn client() -> PlainClient {
    let rehearsal = Rehearsal::new().world(|state| state.directory.apps[0].actions = vec!["*".to_owned()]);
    PlainClient::of(&rehearsal.world).await
}

/// Everything that a world file says of the world.
fn all_of(client: &PlainClient) -> String {
    write(&describe(&client.world.state())).unwrap()
}

fn code(reply: &Reply) -> Value {
    let body = reply.json();
    if body["Code"].is_null() { body["error"]["code"].clone() } else { body["Code"].clone() }
}

/// swagger CommonDefinitions.json 2023-12-01.
#[tokio::test(start_paused = true)]
async fn a_value_of_another_kind_than_described_is_refused_and_changes_nothing() {
    let client = client().await;
    let before = all_of(&client);
    for (method, rest, properties) in [
        ("PUT", "/config/slotConfigNames", json!({"appSettingNames": "x"})),
        ("PUT", "/config/slotConfigNames", json!({"appSettingNames": ["x", 1]})),
        ("PUT", "/config/slotConfigNames", json!([])),
        ("PUT", "/config/appsettings", json!({"A": 1})),
        ("PUT", "/config/appsettings", json!({"A": "1", "B": {"value": "x"}})),
        ("PUT", "/config/connectionstrings", json!({"A": "text"})),
        ("PUT", "/config/connectionstrings", json!({"A": {"value": 1, "type": "SQLAzure"}})),
        ("PATCH", "/config/web", json!({"autoSwapSlotName": 7})),
        ("PUT", "/config/web", json!({"alwaysOn": "maybe"})),
        ("PATCH", "/config/web", json!({"cors": "everybody"})),
        ("PATCH", "", json!({"clientCertEnabled": "maybe"})),
        ("PUT", "/slots/staging", json!({"httpsOnly": {}})),
        ("PATCH", "/slots/staging", json!({"siteConfig": {"alwaysOn": 1}})),
        ("PUT", "/slots/blue", json!({"siteConfig": {"appSettings": [{"name": "A", "value": 1}]}})),
        ("PUT", "/config/logs", json!({"httpLogs": {"fileSystem": {"enabled": "maybe"}}})),
        ("PUT", "/config/logs", json!({"applicationLogs": {"azureBlobStorage": {"sasUrl": 1}}})),
        ("PUT", "/basicPublishingCredentialsPolicies/scm", json!({"allow": "maybe"})),
    ] {
        let refused = client.arm(method, rest, Some(json!({"properties": properties}))).await;
        let told = (refused.status, code(&refused));
        assert_eq!(told, (400, json!("BadRequest")), "{method} {rest} {properties}");
    }
    let tags = client.arm("PATCH", "", Some(json!({"tags": {"a": 1}}))).await;
    assert_eq!(tags.status, 400);
    assert_eq!(all_of(&client), before);
}

/// A 200 that keeps nothing would be a lie.
#[tokio::test(start_paused = true)]
async fn what_is_described_and_would_not_be_kept_is_refused_by_name() {
    let client = client().await;
    let before = all_of(&client);
    for (method, rest, properties, named) in [
        ("PATCH", "", json!({"state": "Stopped"}), "properties.state"),
        ("PATCH", "/config/web", json!({"newestThing": 1}), "newestThing"),
        ("PATCH", "/config/web", json!({"appSettings": [{"name": "A", "value": "1"}]}), "appSettings"),
        ("PATCH", "", json!({"siteConfig": {"newestThing": 1}}), "newestThing"),
        ("PUT", "/config/logs", json!({"httpLogs": {"newestThing": 1}}), "newestThing"),
    ] {
        let refused = client.arm(method, rest, Some(json!({"properties": properties}))).await;
        let body = refused.json();
        assert_eq!((refused.status, &body["error"]["code"]), (501, &json!("NotSimulated")), "{method} {rest}");
        assert!(body["error"]["message"].as_str().unwrap().contains(named), "{body}");
    }
    assert_eq!(all_of(&client), before);
}

/// Microsoft Learn, "Common deployment errors".
#[tokio::test(start_paused = true)]
async fn a_write_whose_body_is_no_json_object_goes_no_further_than_the_gateway() {
    let client = client().await;
    let before = all_of(&client);
    let site = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}");
    for body in ["{bad", "[]", r#"{"properties":{"httpsOnly":fa"#, "7", ""] {
        for (method, rest) in [("PUT", ""), ("PATCH", ""), ("PATCH", "/slots/staging"), ("PUT", "/slots/blue")] {
            let uri = format!("{site}{rest}?api-version=2023-12-01");
            let refused = client.send(method, &uri, Bytes::from(body)).await;
            assert_eq!(
                (refused.status, code(&refused)),
                (400, json!("InvalidRequestContent")),
                "{method} {rest} {body}"
            );
            assert_eq!(refused.header("x-ms-failure-cause"), Some("gateway"));
        }
    }
    assert_eq!(all_of(&client), before);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_is_made_has_a_name_with_which_its_world_can_be_read_again() {
    let long = "a".repeat(60);
    for (slot, status) in [
        (&long[..59], 200),
        (&long[..], 400),
        ("a", 400),
        ("-blue", 400),
        ("blue-", 400),
        ("blue_1", 400),
        ("production", 400),
        ("web", 409),
    ] {
        let client = client().await;
        let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
        {
            // Another app has the host name that the slot `web` would have.
            let mut other = build("sim.test", now).apps.into_values().next().unwrap();
            other.name = format!("{APP}-web");
            client.world.state().apps.insert(other.name.clone(), other);
        }
        let made = client.arm("PUT", &format!("/slots/{slot}"), Some(json!({"location": "West Europe"}))).await;
        assert_eq!(made.status, status, "{slot}: {:?}", made.body);
        read(&all_of(&client)).unwrap_or_else(|error| panic!("{slot}: {error}"));
    }
}

/// What the SCM site, the control endpoint or the control plane let in is in the dump.
#[tokio::test(start_paused = true)]
async fn what_was_deployed_or_put_into_queues_can_be_read_again() {
    let client = client().await;
    {
        let mut state = client.world.state();
        let content = &mut state.app_mut(APP).unwrap().production.moving.content;
        let file = |text: &str| rehearsal::state::File {
            bytes: Bytes::from(text.to_owned()),
            ..content.get("host.json").unwrap().clone()
        };
        let timer = file(r#"{"bindings":[{"type":"timerTrigger","direction":"in","name":"t","schedule":"soon"}]}"#);
        let script = file(r#"{"answers":{"FROB /":{"status":99999}}}"#);
        content.put("a name/function.json", timer.clone());
        content.put("Soon/function.json", timer);
        content.put("scripted.json", script);
    }
    assert_eq!(client.send("POST", "/control/queues/elsewhere/orders", "hello".into()).await.status, 201);
    assert_eq!(client.send("POST", "/control/queues/elsewhere/orders/more", "hello".into()).await.status, 400);
    let dump = all_of(&client);
    let again = read(&dump).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.queues.0.contains_key("elsewhere/orders"));
}

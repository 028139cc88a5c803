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
        ("PUT", "/config/slotConfigNames", json!({"appSettingNames": ["A"], "banana": ["A"]})),
        ("PUT", "/config/appsettings", json!({"": "x"})),
        ("PUT", "/config/connectionstrings", json!({"": {"value": "x", "type": "Custom"}})),
        ("PUT", "/config/connectionstrings", json!({"A": {"value": "x", "type": "Banana"}})),
        ("PUT", "/slots/staging", json!({"siteConfig": {"appSettings": [{"name": "", "value": "1"}]}})),
        ("PUT", "/slots/staging", json!({"siteConfig": {"connectionStrings": [{"name": "A", "type": "Banana"}]}})),
        ("PATCH", "", json!({"clientCertMode": "Banana"})),
        ("PATCH", "/slots/staging", json!({"siteConfig": {"ftpsState": "Nope"}})),
        ("PATCH", "/config/web", json!({"minTlsVersion": "9.9"})),
        ("PATCH", "/config/web", json!({"ftpsState": "Nope"})),
        ("PATCH", "/config/web", json!({"numberOfWorkers": -5})),
        ("PATCH", "/config/web", json!({"ipSecurityRestrictions": [{"ipAddress": "banana", "action": "Deny"}]})),
        ("PATCH", "/config/web", json!({"ipSecurityRestrictions": [{"ipAddress": "10.0.0.0/40", "action": "Deny"}]})),
        ("PUT", "/config/web", json!({"scmIpSecurityRestrictions": [{"ipAddress": "Any", "action": "Banana"}]})),
        ("PATCH", "/config/web", json!({"experiments": {"rampUpRules": [{"name": "x", "reroutePercentage": 500}]}})),
    ] {
        let refused = client.arm(method, rest, Some(json!({"properties": properties}))).await;
        let told = (refused.status, code(&refused));
        assert_eq!(told, (400, json!("BadRequest")), "{method} {rest} {properties}");
    }
    let tags = client.arm("PATCH", "", Some(json!({"tags": {"a": 1}}))).await;
    assert_eq!(tags.status, 400);
    for (path, name) in [("", "other"), ("/slots/staging", "production"), ("/slots/staging", APP)] {
        let renamed = client.arm("PATCH", path, Some(json!({"name": name, "properties": {"httpsOnly": false}}))).await;
        assert_eq!((renamed.status, code(&renamed)), (400, json!("BadRequest")), "{path} {name}");
    }
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
    assert_eq!(client.send("POST", "/control/queues/shopdata/fresh", "hello".into()).await.status, 201);
    assert_eq!(client.send("POST", "/control/queues/shopdata/fresh/more", "hello".into()).await.status, 400);
    let dump = all_of(&client);
    let again = read(&dump).unwrap_or_else(|error| panic!("{error}"));
    assert!(again.queues.0.contains_key("shopdata/fresh"));
}

/// An option that is not heard would be a list of other things than those that were asked for.
#[tokio::test(start_paused = true)]
async fn options_of_lists_that_are_not_simulated_are_refused_by_their_name() {
    let client = client().await;
    let subscription = format!("/subscriptions/{SUBSCRIPTION}");
    let group = format!("{subscription}/resourceGroups/{GROUP}");
    let site = format!("{group}/providers/Microsoft.Web/sites/{APP}");
    for (path, option) in [
        (format!("{site}/slots"), "$top=1"),
        (format!("{site}/slots"), "$filter=banana"),
        (format!("{site}/deployments"), "$filter=startTime%20eq%20x"),
        (format!("{site}/providers/microsoft.insights/metrics"), "$filter=Instance%20eq%20%27*%27"),
        (format!("{group}/providers/Microsoft.Web/sites"), "%24filter=name%20eq%20%27x%27"),
        (format!("{subscription}/resources"), "$expand=everything"),
        (format!("{subscription}/resources"), "$skiptoken=zzz"),
        (format!("{subscription}/resources"), "$orderby=name"),
        (format!("{site}/providers/Microsoft.Authorization/locks"), "$filter=notes%20eq%20%27x%27"),
        (format!("{subscription}/providers/Microsoft.Authorization/roleAssignments"), "$filter=mood()"),
        (format!("{subscription}/providers/Microsoft.Authorization/roleDefinitions"), "$filter=mood()"),
    ] {
        let refused = client.get(&format!("{path}?api-version=2023-12-01&{option}")).await;
        let body = refused.json();
        assert_eq!((refused.status, &body["error"]["code"]), (501, &json!("NotSimulated")), "{path} {option}");
        let name = option.split('=').next().unwrap().replace("%24", "$");
        assert!(body["error"]["message"].as_str().unwrap().contains(&name), "{body}");
    }
}

/// The Azure CLI asks with it.
#[tokio::test(start_paused = true)]
async fn resources_are_listed_with_the_state_of_their_provisioning_on_request() {
    let client = client().await;
    let path = format!("/subscriptions/{SUBSCRIPTION}/resources?api-version=2022-09-01");
    let listed = client.get(&format!("{path}&%24expand=createdTime,changedTime,provisioningState")).await;
    assert_eq!(listed.status, 200);
    let all = listed.json()["value"].as_array().unwrap().clone();
    assert!(!all.is_empty() && all.iter().all(|resource| resource["provisioningState"] == "Succeeded"), "{all:?}");
}

/// azure-functions-host, `KeysController`.
#[tokio::test(start_paused = true)]
async fn a_function_key_is_deleted_once_and_the_default_one_not_at_all() {
    let client = client().await;
    let function = client.arm("GET", "/functions", None).await.json()["value"][0]["properties"]["name"].clone();
    let key = |name: &str| format!("/functions/{}/keys/{name}", function.as_str().unwrap());
    let value = || Some(json!({"properties": {"name": "mine", "value": "a-key-of-my-own"}}));
    assert_eq!(client.arm("PUT", &key("mine"), value()).await.status, 201);
    assert_eq!(client.arm("DELETE", &key("mine"), None).await.status, 204);
    assert_eq!(client.arm("DELETE", &key("mine"), None).await.status, 404);
    assert_eq!(client.arm("DELETE", &key("default"), None).await.status, 501);
}

/// Names are read without regard to case.
#[tokio::test(start_paused = true)]
async fn of_settings_whose_names_differ_only_in_case_one_is_kept() {
    let client = client().await;
    let sent = json!({"properties": {"NAME": "1", "Name": "2", "Other": "3"}});
    let kept = client.arm("PUT", "/slots/staging/config/appsettings", Some(sent)).await.json();
    assert_eq!(kept["properties"], json!({"Name": "2", "Other": "3"}));
}

/// Azure-Samples/active-directory-dotnetcore-daemon-v2#145 for the words of another audience.
#[tokio::test(start_paused = true)]
async fn unknown_paths_of_the_control_plane_are_answered_as_it_answers() {
    let client = client().await;
    for path in ["/tenants", "/banana", "/banana/x/y", "/favicon.ico", "/"] {
        let answer = client.get(&format!("{path}?api-version=2022-12-01")).await;
        assert_eq!((answer.status, code(&answer)), (501, json!("NotSimulated")), "{path}");
        let nobody = client.send_with("GET", path, &[], Bytes::new()).await;
        assert_eq!((nobody.status, code(&nobody)), (401, json!("AuthenticationFailed")), "{path}");
    }
    let blob = client.send_with("GET", "/shopdata/releases/x", &[], Bytes::new()).await;
    assert!(String::from_utf8_lossy(&blob.body).contains("<Error>"), "an account is reached as before");
    let storage = PlainClient::for_audience(&client.world, "https://storage.azure.com").await;
    let refused = storage.arm("GET", "", None).await;
    assert_eq!((refused.status, code(&refused)), (401, json!("InvalidAuthenticationTokenAudience")));
    let message = refused.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("'https://storage.azure.com'") && message.contains(&client.world.origin()), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_message_for_an_account_that_is_not_there_is_refused_with_the_accounts_that_are() {
    let client = client().await;
    let before = all_of(&client);
    let refused = client.send("POST", "/control/queues/nope/orders", "hello".into()).await;
    assert_eq!(refused.status, 404);
    let told = refused.json()["error"].as_str().unwrap().to_owned();
    assert!(told.contains("`nope`") && told.contains("shopdata"), "{told}");
    assert_eq!(all_of(&client), before);
}

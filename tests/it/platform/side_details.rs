//! What programs ask of one side besides its settings: logs, host names, keys of functions, instances, usages.

use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT, SUBSCRIPTION};
use serde_json::{Value, json};

use crate::support::plain_client::PlainClient;
use crate::support::{Rehearsal, TestApp};

async fn client() -> PlainClient {
    let rehearsal = Rehearsal::new().world(|state| state.directory.apps[0].actions = vec!["*".to_owned()]);
    PlainClient::of(&rehearsal.world).await
}

async fn read(client: &PlainClient, path: &str) -> Value {
    let answer = client.arm("GET", path, None).await;
    assert_eq!(answer.status, 200, "{path}: {:?}", answer.body);
    answer.json()
}

/// docs: Web Apps, Update Diagnostic Logs Config.
#[tokio::test(start_paused = true)]
async fn log_settings_keep_what_is_written_and_the_rest_as_it_was() {
    let client = client().await;
    let file = |level: &str| json!({"properties": {"applicationLogs": {"fileSystem": {"level": level}}}});
    assert_eq!(client.arm("PUT", "/slots/staging/config/logs", Some(file("Warning"))).await.status, 200);
    let logs = read(&client, "/slots/staging/config/logs").await["properties"].clone();
    assert_eq!(logs["applicationLogs"]["fileSystem"]["level"], "Warning");
    assert_eq!(logs["applicationLogs"]["azureBlobStorage"]["level"], "Off");
    assert_eq!(logs["httpLogs"]["fileSystem"], json!({"retentionInMb": 35, "retentionInDays": null, "enabled": false}));
    let production = read(&client, "/config/logs").await;
    assert_eq!(production["properties"]["applicationLogs"]["fileSystem"]["level"], "Off");
    let unknown = client.arm("PUT", "/config/logs", Some(json!({"properties": {"moreLogs": {}}}))).await;
    assert_eq!(unknown.status, 501);
}

#[tokio::test(start_paused = true)]
async fn host_names_instances_deployment_statuses_and_usages_are_listed_and_found_one_by_one() {
    let client = client().await;
    let all = read(&client, "/slots/staging/hostNameBindings").await;
    let host = client.world.state().app(APP).unwrap().slots[SLOT].hosts.site.clone();
    assert_eq!(all["value"][0]["name"], format!("{APP}/{SLOT}/{host}"));
    assert_eq!(read(&client, &format!("/slots/staging/hostNameBindings/{host}")).await, all["value"][0]);
    assert_eq!(client.arm("GET", "/hostNameBindings/example.com", None).await.status, 404);
    let instances = read(&client, "/instances").await;
    let name = instances["value"][0]["name"].as_str().unwrap();
    assert_eq!(read(&client, &format!("/instances/{name}")).await, instances["value"][0]);
    assert_eq!(client.arm("GET", "/instances/none", None).await.status, 404);
    let statuses = read(&client, "/deploymentStatus").await;
    let id = statuses["value"][0]["name"].as_str().unwrap();
    assert_eq!(read(&client, &format!("/deploymentStatus/{id}")).await, statuses["value"][0]);
    let log = read(&client, &format!("/deployments/{id}/log")).await;
    assert!(log["id"].as_str().unwrap().ends_with(&format!("/deployments/{id}/log")));
    let used = read(&client, "/usages").await["value"][0]["currentValue"].as_u64().unwrap();
    let manifest = client.get(&format!("/scm/{APP}/api/vfs/site/deployments/{id}/manifest")).await;
    assert!(used > 0 && String::from_utf8_lossy(&manifest.body).lines().any(|line| line == "host.json"));
}

/// facts: functions-host; docs: Web Apps, Create Or Update Function Secret.
#[tokio::test(start_paused = true)]
async fn a_key_of_a_function_opens_it_on_its_side_until_it_is_deleted() {
    let app = TestApp::new("x").http("Guarded", "function");
    let rehearsal = Rehearsal::of(&app, &app).world(|state| state.directory.apps[0].actions = vec!["*".to_owned()]);
    let client = PlainClient::of(&rehearsal.world).await;
    let open = async |side: &str| {
        let path = format!("/site/{APP}{side}/api/Guarded?code=k-123");
        client.send_with("GET", &path, &[], Bytes::new()).await.status != 401
    };
    assert!(!open("").await);
    let key = json!({"properties": {"name": "mobile", "value": "k-123"}});
    let path = "/functions/Guarded/keys/mobile";
    assert_eq!(client.arm("PUT", path, Some(key.clone())).await.status, 201);
    assert_eq!(client.arm("PUT", path, Some(key)).await.status, 200);
    assert!(open("").await && !open("-staging").await);
    let listed = client.arm("POST", "/functions/Guarded/listkeys", None).await.json();
    assert_eq!(listed["mobile"], "k-123");
    let secrets = client.arm("POST", "/functions/Guarded/listsecrets", None).await.json();
    assert!(secrets["trigger_url"].as_str().unwrap().ends_with(listed["default"].as_str().unwrap()));
    assert_eq!(client.arm("DELETE", path, None).await.status, 204);
    assert!(!open("").await);
    let master = json!({"properties": {"name": "master", "value": "m-1"}});
    assert_eq!(client.arm("PUT", "/host/default/masterKey/master", Some(master)).await.status, 200);
    assert_eq!(client.arm("POST", "/host/default/listkeys", None).await.json()["masterKey"], "m-1");
}

/// The schema of Microsoft.Insights; docs: Provider, Get Function App Stacks.
#[tokio::test(start_paused = true)]
async fn metrics_that_are_defined_can_be_asked_for_and_stacks_name_what_a_runtime_may_be() {
    let client = client().await;
    let defined = read(&client, "/providers/Microsoft.Insights/metricDefinitions").await;
    for metric in defined["value"].as_array().unwrap() {
        let name = metric["name"]["value"].as_str().unwrap();
        let site = client.arm("GET", "", None).await.json()["id"].as_str().unwrap().to_owned();
        let asked = format!("{site}/providers/Microsoft.Insights/metrics?api-version=2018-01-01&metricnames={name}");
        assert_eq!(client.get(&asked).await.status, 200, "{name}");
    }
    let scoped = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Web/functionAppStacks");
    for path in [scoped.as_str(), "/providers/Microsoft.Web/functionAppStacks"] {
        let stacks = client.get(&format!("{path}?api-version=2023-12-01")).await.json();
        let names = |stack: &Value| stack["name"].as_str().unwrap().to_owned();
        let all: Vec<String> = stacks["value"].as_array().unwrap().iter().map(names).collect();
        assert!(["node", "python", "dotnet-isolated", "custom"].iter().all(|name| all.contains(&(*name).to_owned())));
        let node = &stacks["value"].as_array().unwrap()[1]["properties"]["majorVersions"][0]["minorVersions"][0];
        assert_eq!(
            node["stackSettings"]["linuxRuntimeSettings"]["siteConfigPropertiesDictionary"]["linuxFxVersion"],
            "NODE|24"
        );
    }
}

/// facts: arm-errors: a 404 of Azure means that something is not there; what is not simulated is none.
#[tokio::test(start_paused = true)]
async fn what_is_not_simulated_says_so_in_its_own_name() {
    let client = client().await;
    for (method, path) in [
        ("GET", "/backups"),
        ("PUT", "/config/metadata"),
        ("GET", "/virtualNetworkConnections"),
        ("DELETE", ""),
        ("PUT", "/hostNameBindings/example.com"),
        ("POST", "/newest/thing"),
    ] {
        let answer = client.arm(method, path, Some(json!({}))).await;
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (501, &json!("NotSimulated")), "{method} {path}");
        assert!(answer.json()["error"]["message"].as_str().unwrap().contains("slot-deploy"));
    }
    let processes = client.get(&format!("/scm/{APP}/api/processes")).await;
    assert_eq!(processes.status, 501);
}

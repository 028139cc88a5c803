//! How SCM sites and the control plane of the simulated world report deployments.

use std::io::Write;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use crate::support::plain_client::{PlainClient, Reply};
use crate::support::{Rehearsal, TestApp};
use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use serde_json::{Value, json};

/// Each package is newer than the one before: a constant time would deploy stale code.
fn zip(app: &TestApp) -> Bytes {
    static NUMBER: AtomicU8 = AtomicU8::new(0);
    let second = NUMBER.fetch_add(1, Ordering::Relaxed) * 2;
    let time = zip::DateTime::from_date_and_time(2026, 1, 1, 0, 0, second).unwrap();
    let options = zip::write::SimpleFileOptions::default().last_modified_time(time);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, file) in app.content().files() {
        zip.start_file(path, options).unwrap();
        zip.write_all(&file.bytes).unwrap();
    }
    Bytes::from(zip.finish().unwrap().into_inner())
}

/// Sends a package to the SCM site of the slot, which has been used just before.
async fn upload(client: &PlainClient, path: &str, app: &TestApp) -> Reply {
    client.get(&format!("/scm/{APP}-{SLOT}/api/deployments")).await;
    client.send("POST", &format!("/scm/{APP}-{SLOT}{path}"), zip(app)).await
}

async fn status_of(client: &PlainClient, id: &str) -> Reply {
    client.arm("GET", &format!("/slots/{SLOT}/deploymentStatus/{id}"), None).await
}

/// Polls until the deployment has ended and returns every status seen.
async fn words(client: &PlainClient, id: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    loop {
        let reply = status_of(client, id).await;
        let word = reply.json()["properties"]["status"].as_str().unwrap().to_owned();
        if words.last() != Some(&word) {
            words.push(word);
        }
        if reply.status == 200 {
            return words;
        }
        assert_eq!((reply.status, reply.header("retry-after")), (202, Some("0")));
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
}

/// facts: deployment-status.
#[tokio::test(start_paused = true)]
async fn the_control_plane_reports_a_deployment_until_the_site_runs_or_fails() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let sent = upload(&client, "/api/zipdeploy?isAsync=true", &TestApp::new("new")).await;
    let id = sent.header("scm-deployment-id").unwrap().to_owned();
    let all = ["BuildInProgress", "BuildSuccessful", "RuntimeStarting", "RuntimeSuccessful"];
    assert_eq!(words(&client, &id).await, all);

    let broken = TestApp::new("new").fails_to_start("no");
    let sent = upload(&client, "/api/zipdeploy?isAsync=true", &broken).await;
    let newer = sent.header("scm-deployment-id").unwrap().to_owned();
    assert_eq!(status_of(&client, &id).await.status, 404, "a newer one has taken its place");
    let failed = ["BuildInProgress", "BuildSuccessful", "RuntimeStarting", "RuntimeFailed"];
    assert_eq!(words(&client, &newer).await, failed);
    let last = status_of(&client, &newer).await;
    assert_eq!(last.status, 200, "the status of the answer is not a verdict");
    assert_eq!(last.json()["properties"]["errors"][0]["extendedCode"], "04915");
}

/// facts: arm-calls: the package of ARM's OneDeploy comes from an address.
#[tokio::test(start_paused = true)]
async fn the_control_plane_deploys_from_an_address() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    let from = "https://packages.test/new.zip";
    world.state().downloads.insert(from.to_owned(), zip(&TestApp::new("from afar")));
    let put = |from: &str| Some(json!({"properties": {"packageUri": from, "type": "zip"}}));
    let path = format!("/slots/{SLOT}/extensions/onedeploy");
    let sent = client.arm("PUT", &path, put(from)).await;
    assert_eq!((sent.status, sent.header("retryafter")), (202, Some("30")));
    assert!(sent.header("location").unwrap().contains(&format!("/slots/{SLOT}/deployments/latest?")));
    assert_eq!(client.arm("PUT", &path, put(from)).await.status, 409, "one at a time");
    tokio::time::sleep(Duration::from_secs(60)).await;
    let latest = client.get(sent.header("location").unwrap()).await;
    assert_eq!((latest.status, &latest.json()["properties"]["status"]), (200, &json!(4)));
    let version = client.get(&format!("/site/{APP}-{SLOT}/api/version")).await;
    assert_eq!(version.json(), json!({"commit": "from afar"}));

    client.arm("PUT", &path, put("https://packages.test/nothing.zip")).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    let latest = client.arm("GET", &format!("/slots/{SLOT}/deployments/latest"), None).await;
    assert_eq!(latest.json()["properties"]["status"], 3, "where nothing is, nothing can be had");
}

/// facts: deployment-history: the temporary entry, the real one, and the temporary one once more.
#[tokio::test(start_paused = true)]
async fn on_linux_the_temporary_entry_of_the_newest_deployment_appears_again_at_the_end() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    upload(&client, "/api/publish?type=zip&async=true", &TestApp::new("new")).await;
    let mut shown: Vec<(u16, bool)> = Vec::new();
    while shown.last().is_none_or(|(status, _)| *status != 200) {
        let latest = client.get(&format!("/scm/{APP}-{SLOT}/api/deployments/latest")).await;
        let now = (latest.status, latest.json()["is_temp"] == true);
        if shown.last() != Some(&now) {
            shown.push(now);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(shown, [(202, true), (202, false), (202, true), (200, false)]);
    let unknown = upload(&client, "/api/publish?type=exe", &TestApp::new("new")).await;
    assert_eq!((unknown.status, &unknown.body[..]), (400, &b"type='exe' not recognized"[..]));
}

/// facts: one-deploy: Flex Consumption answers with an id, and has no way to write settings.
#[tokio::test(start_paused = true)]
async fn on_flex_consumption_the_answer_to_an_upload_is_its_id() {
    let rehearsal = Rehearsal::new().world(|state| {
        let plan = state.plans.get_mut("plan-shop").unwrap();
        plan.tier = "FlexConsumption".to_owned();
    });
    let client = PlainClient::of(&rehearsal.world).await;
    let sent = upload(&client, "/api/publish?RemoteBuild=true", &TestApp::new("new")).await;
    let id = sent.json().as_str().unwrap().to_owned();
    assert!(sent.header("location").unwrap().ends_with(&format!("/api/deployments/{id}")));
    assert_eq!(sent.header("retryafter"), None);
    tokio::time::sleep(Duration::from_secs(60)).await;
    let ended = client.get(&format!("/scm/{APP}-{SLOT}/api/deployments/{id}")).await.json();
    assert_eq!((&ended["deployer"], &ended["remoteBuild"]), (&json!("LegionOneDeploy"), &json!(true)));
    let setting = client.send("POST", &format!("/scm/{APP}-{SLOT}/api/settings"), Bytes::from(r#"{"a":"b"}"#)).await;
    assert_eq!(setting.status, 405);
}

/// facts: scm-endpoints: what is written to an SCM site stays there.
#[tokio::test(start_paused = true)]
async fn the_control_plane_does_not_show_scm_site_settings() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let settings = format!("/scm/{APP}-{SLOT}/api/settings");
    assert_eq!(client.send("POST", &settings, Bytes::from(r#"{"SCM_X":"1"}"#)).await.status, 204);
    assert_eq!(client.get(&settings).await.json()["SCM_X"], "1");
    let known = client.arm("POST", &format!("/slots/{SLOT}/config/appsettings/list"), None).await;
    assert_eq!(known.json()["properties"]["SCM_X"], Value::Null);
    assert_eq!(client.send("DELETE", &format!("{settings}/SCM_X"), Bytes::new()).await.status, 204);
    assert_eq!(client.get(&settings).await.json()["SCM_X"], Value::Null);
}

/// facts: arm-calls: a key that is set opens the host until it is deleted.
#[tokio::test(start_paused = true)]
async fn a_host_key_is_accepted_until_it_is_deleted() {
    let former = TestApp::new("former").http("locked", "function");
    let client = PlainClient::of(&Rehearsal::of(&TestApp::new("new"), &former).world).await;
    let locked = format!("/site/{APP}-{SLOT}/api/locked?code=a-key-of-my-own");
    let key = format!("/slots/{SLOT}/host/default/functionKeys/mine");
    assert_eq!(client.get(&locked).await.status, 401);
    let value = || Some(json!({"properties": {"name": "mine", "value": "a-key-of-my-own"}}));
    assert_eq!(client.arm("PUT", &key, value()).await.status, 201);
    assert_eq!(client.arm("PUT", &key, value()).await.status, 200, "it is there already");
    assert_eq!(client.get(&locked).await.status, 200);
    assert_eq!(client.arm("DELETE", &key, None).await.status, 204);
    assert_eq!(client.get(&locked).await.status, 401);
}

/// facts: arm-calls: PATCH merges, PUT replaces.
#[tokio::test(start_paused = true)]
async fn a_patch_of_the_web_configuration_keeps_fields_that_a_put_removes() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let write = |name: &str| Some(json!({"properties": {name: true}}));
    client.arm("PATCH", "/config/web", write("alwaysOn")).await;
    client.arm("PATCH", "/config/web", write("http20Enabled")).await;
    let both = client.arm("GET", "/config/web", None).await.json();
    assert_eq!((&both["properties"]["alwaysOn"], &both["properties"]["http20Enabled"]), (&json!(true), &json!(true)));
    client.arm("PUT", "/config/web", write("webSocketsEnabled")).await;
    let one = client.arm("GET", "/config/web", None).await.json();
    assert_eq!(
        (&one["properties"]["alwaysOn"], &one["properties"]["webSocketsEnabled"]),
        (&json!(false), &json!(true))
    );
    let slot = client.arm("GET", &format!("/slots/{SLOT}/config/web"), None).await.json();
    assert_eq!(slot["properties"]["webSocketsEnabled"], false, "each side has its own");
}

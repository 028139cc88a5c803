//! Deployments of the simulated SCM site change wwwroot and the history as Kudu's sources and the recordings show.

use std::time::Duration;

use crate::support::Rehearsal;
use crate::support::plain_client::{PlainClient, Reply};
use crate::support::zips::zip_of;
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Side;
use serde_json::{Value, json};

const JSON: (&str, &str) = ("content-type", "application/json");

async fn client() -> PlainClient {
    PlainClient::of(&Rehearsal::new().world).await
}

async fn on_windows() -> PlainClient {
    let client = client().await;
    client.world.state().plans.get_mut("plan-shop").unwrap().linux = false;
    client
}

async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

async fn latest(client: &PlainClient) -> Value {
    client.scm("GET", "/api/deployments/latest", &[], "").await.json()
}

async fn log(client: &PlainClient) -> String {
    client.scm("GET", "/api/deployments/latest/log", &[], "").await.json().to_string()
}

async fn file(client: &PlainClient, path: &str) -> Reply {
    client.scm("GET", &format!("/api/vfs/site/wwwroot/{path}"), &[], "").await
}

fn slot(world: &World, change: impl FnOnce(&mut Side)) {
    change(world.state().app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap());
}

fn setting(client: &PlainClient, name: &str, value: &str) {
    slot(&client.world, |slot| drop(slot.settings.insert(name.to_owned(), value.to_owned())));
}

/// facts: zip-deploy; KuduLite reads the address before it answers, Kudu on Windows in the deployment.
#[tokio::test(start_paused = true)]
async fn a_package_is_fetched_from_the_given_address() {
    let url = "https://packages.example/app.zip";
    let there = format!(r#"{{"packageUri":"{url}"}}"#);
    for (linux, gone) in [(true, 500), (false, 202)] {
        let client = if linux { client().await } else { on_windows().await };
        client.world.state().downloads.insert(url.to_owned(), zip_of(&[("fetched.txt", b"x")]).into());
        assert_eq!(client.scm("PUT", "/api/zipdeploy?isAsync=true", &[JSON], there.clone()).await.status, 202);
        pass(60).await;
        assert_eq!(file(&client, "fetched.txt").await.status, 200);
        let nowhere = r#"{"packageUri":"https://packages.example/none.zip"}"#;
        assert_eq!(client.scm("PUT", "/api/zipdeploy?isAsync=true", &[JSON], nowhere).await.status, gone);
        pass(60).await;
        if !linux {
            assert_eq!(latest(&client).await["status"], 3);
            assert!(log(&client).await.contains("404 (Not Found)"));
        }
        assert_eq!(client.scm("PUT", "/api/zipdeploy", &[JSON], "{}").await.status, 400);
        let published = client.scm("POST", "/api/publish?type=zip&async=true", &[JSON], there.clone()).await;
        assert_eq!(published.status, 202, "OneDeploy takes one, too");
    }
}

/// Kudu, `PushDeploymentController.ValidateZipDeploy`.
#[tokio::test(start_paused = true)]
async fn on_windows_a_package_is_validated_before_it_is_sent() {
    let validate = "/api/zipdeploy/validate";
    assert_eq!(client().await.scm("POST", validate, &[], "").await.status, 404, "KuduLite has no such route");
    let client = on_windows().await;
    let unwise = client.scm("POST", validate, &[], "zip").await;
    assert_eq!(unwise.status, 200);
    assert!(unwise.json()["result"].as_str().unwrap().starts_with("ZipDeploy Validation WARNING"));
    assert_eq!(client.scm("POST", &format!("{validate}?zipLanguage=node"), &[], "").await.status, 400);
    setting(&client, "WEBSITE_RUN_FROM_PACKAGE", "1");
    assert_eq!(client.scm("POST", validate, &[], "zip").await.json()["result"], "");
    setting(&client, "WEBSITE_RUN_FROM_PACKAGE", "https://packages.example/app.zip");
    let refused = client.scm("POST", validate, &[], "zip").await;
    assert_eq!(refused.status, 400);
    assert!(refused.json()["result"].as_str().unwrap().starts_with("ZipDeploy Validation ERROR"));
}

/// facts: one-deploy; facts: wwwroot; facts: one-deploy.
#[tokio::test(start_paused = true)]
async fn a_clean_deployment_removes_unlisted_files_and_an_incremental_one_removes_none() {
    for (windows, uri, stays) in [
        (false, "/api/zipdeploy?isAsync=true&clean=true", true),
        (true, "/api/zipdeploy?isAsync=true&clean=true", false),
        (false, "/api/publish?type=zip&async=true", false),
        (false, "/api/publish?type=zip&async=true&clean=false", true),
    ] {
        let client = if windows { on_windows().await } else { client().await };
        assert_eq!(client.scm("PUT", "/api/vfs/site/wwwroot/by-the-app.log", &[], "x").await.status, 201);
        assert_eq!(client.scm("POST", uri, &[], zip_of(&[("host.json", b"{}")])).await.status, 202);
        pass(60).await;
        assert_eq!(file(&client, "by-the-app.log").await.status == 200, stays, "{uri}");
        let former = file(&client, "version/function.json").await.status;
        assert_eq!(former == 200, uri.contains("clean=false"), "what the former deployment brought: {uri}");
    }
}

/// facts: one-deploy.
#[tokio::test(start_paused = true)]
async fn a_single_file_is_stored_at_its_path() {
    let client = client().await;
    assert_eq!(client.scm("POST", "/api/publish?type=static", &[], "x").await.status, 400);
    for outside in ["../../etc/x", "/home/site/wwwroot/../../../x", "."] {
        let uri = format!("/api/publish?type=static&path={outside}");
        assert_eq!(client.scm("POST", &uri, &[], "x").await.status, 400, "{outside}");
    }
    let uri = "/api/publish?type=static&path=/home/site/wwwroot/static/a.txt";
    assert_eq!(client.scm("POST", uri, &[], "hello").await.status, 202);
    pass(60).await;
    assert_eq!(file(&client, "static/a.txt").await.body, "hello");
    assert_eq!(file(&client, "version/function.json").await.status, 200);
}

/// facts: one-deploy (75 s were recorded), facts: wwwroot; KuduLite, `OryxBuilder`.
#[tokio::test(start_paused = true)]
async fn a_remote_build_takes_time_and_reinstalls_python_packages() {
    let client = client().await;
    setting(&client, "SCM_DO_BUILD_DURING_DEPLOYMENT", "true");
    client.scm("GET", "/api/deployments", &[], "").await;
    let shipped = ".python_packages/lib/site-packages/shipped/__init__.py";
    let zip = zip_of(&[("host.json", b"{}"), ("requirements.txt", b"requests==2.32\n# no\n"), (shipped, b"")]);
    client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await;
    pass(40).await;
    assert_eq!(latest(&client).await["complete"], false);
    assert!(log(&client).await.contains("Running oryx build..."), "its log is written while it goes on");
    pass(60).await;
    assert_eq!(latest(&client).await["status"], 4);
    assert_eq!(log(&client).await.matches("Running oryx build...").count(), 1);
    assert_eq!(file(&client, shipped).await.status, 404);
    assert_eq!(file(&client, ".python_packages/lib/site-packages/requests/__init__.py").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn a_remote_build_that_fails_leaves_new_files_behind_and_the_old_process_running() {
    let client = client().await;
    setting(&client, "SCM_DO_BUILD_DURING_DEPLOYMENT", "1");
    let before = client.world.state().instances();
    let message = "No matching distribution found for nonsense==9".to_owned();
    let fails = What::Fails { status: 400, message: message.clone() };
    client.world.state().faults.push(Fault::new(Where::service("law:build"), fails));
    client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip_of(&[("new.py", b"x")])).await;
    pass(120).await;
    assert_eq!(latest(&client).await["status"], 3);
    assert!(log(&client).await.contains(&message));
    assert_eq!(file(&client, "new.py").await.status, 200);
    assert_eq!(client.world.state().instances(), before);
}

/// Kudu, `DeploymentManager.PurgeDeployments`.
#[tokio::test(start_paused = true)]
async fn the_history_keeps_ten_successes_and_the_last_failure() {
    let client = client().await;
    for _ in 0..12 {
        client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip_of(&[("host.json", b"{}")])).await;
        pass(60).await;
    }
    for _ in 0..2 {
        client.scm("POST", "/api/zipdeploy?isAsync=true", &[], "no zip").await;
        pass(60).await;
    }
    let all = client.scm("GET", "/api/deployments", &[], "").await.json();
    let status: Vec<i64> = all.as_array().unwrap().iter().map(|one| one["status"].as_i64().unwrap()).collect();
    assert_eq!(status, [vec![3], vec![4; 10]].concat());
}

/// KuduLite, `DeploymentController`; facts: deployment-history.
#[tokio::test(start_paused = true)]
async fn a_client_can_write_its_own_deployment_into_the_history() {
    let client = client().await;
    let entry = |status: u8| json!({"status": status, "message": "by vfs", "author": "me", "deployer": "vfs", "details": "line"});
    let put = client.scm("PUT", "/api/deployments/my-1", &[JSON], entry(4).to_string()).await;
    assert_eq!((put.status, &put.json()["id"], &put.json()["active"]), (200, &json!("my-1"), &json!(true)));
    assert_eq!(latest(&client).await["message"], "by vfs");
    assert!(log(&client).await.contains("line"));
    let again = client.scm("PUT", "/api/deployments/my-1", &[JSON], entry(3).to_string()).await;
    assert_eq!((again.status, &again.json()["status"]), (200, &json!(4)), "one that is there stays as it is");
    let mut wrong = entry(3);
    wrong["active"] = true.into();
    let refused = client.scm("PUT", "/api/deployments/my-2", &[JSON], wrong.to_string()).await;
    assert_eq!((refused.status, &refused.body[..]), (400, &b"Only successful status can be active!"[..]));
    assert_eq!(client.scm("PUT", "/api/deployments/my-3", &[JSON], "{}").await.status, 404);
    client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip_of(&[("host.json", b"{}")])).await;
    assert_eq!(client.scm("PUT", "/api/deployments/my-4", &[JSON], entry(4).to_string()).await.status, 409);
}

/// facts: kudu-sync: files are compared by their time, unless every file is made to look new.
#[tokio::test(start_paused = true)]
async fn on_windows_a_setting_deploys_files_with_equal_times() {
    for (value, expected) in [("0", "old"), ("1", "new")] {
        let client = on_windows().await;
        setting(&client, "SCM_ZIPDEPLOY_DONOT_PRESERVE_FILETIME", value);
        for text in ["old", "new"] {
            let zip = zip_of(&[("a.txt", text.as_bytes())]);
            assert_eq!(client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await.status, 202);
            pass(60).await;
        }
        assert_eq!(file(&client, "a.txt").await.body, expected, "{value}");
    }
}

/// facts: deployment-history.
#[tokio::test(start_paused = true)]
async fn an_unchanged_history_answers_not_modified() {
    let client = client().await;
    let first = client.scm("GET", "/api/deployments", &[], "").await;
    let tag = [("if-none-match", first.header("etag").unwrap())];
    assert_eq!(client.scm("GET", "/api/deployments", &tag, "").await.status, 304);
    client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip_of(&[("host.json", b"{}")])).await;
    assert_eq!(client.scm("GET", "/api/deployments", &tag, "").await.status, 200);
}

/// facts: one-deploy. A package that went to wwwroot all the same would be no deployment of that type.
#[tokio::test(start_paused = true)]
async fn what_onedeploy_does_elsewhere_is_refused_by_its_name_and_changes_nothing() {
    let client = client().await;
    let deployments = async || client.scm("GET", "/api/deployments", &[], "").await.json();
    let before = deployments().await;
    for (query, named) in [
        ("", "without type"),
        ("?type=", "without type"),
        ("?type=war&path=app.war", "type=war"),
        ("?type=jar&path=app.jar", "type=jar"),
        ("?type=ear", "type=ear"),
        ("?type=lib&path=a.jar", "type=lib"),
        ("?type=script&path=a.sh", "type=script"),
        ("?type=startup", "type=startup"),
        ("?type=zip&path=sub", "path"),
        ("?type=static&path=/home/data/a.txt", "path"),
    ] {
        let refused = client.scm("POST", &format!("/api/publish{query}"), &[], zip_of(&[("host.json", b"{}")])).await;
        let told = String::from_utf8_lossy(&refused.body).into_owned();
        assert_eq!(refused.status, 501, "{query} {told}");
        assert!(told.contains("simulated SCM site") && told.contains(named), "{query} {told}");
    }
    pass(60).await;
    assert_eq!(deployments().await, before);
    assert_eq!(file(&client, "version/function.json").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn settings_of_the_scm_site_are_written_as_an_object_of_texts_or_not_at_all() {
    let client = client().await;
    for body in ["", "PK", "[]", "\"A\"", r#"{"A":{"b":1}}"#, r#"{"A":"1","B":5}"#, r#"{"A":"1","B":null}"#] {
        assert_eq!(client.scm("POST", "/api/settings", &[JSON], body).await.status, 400, "{body}");
        assert_eq!(client.scm("GET", "/api/settings/A", &[], "").await.status, 404, "{body}");
    }
    assert_eq!(client.scm("POST", "/api/settings", &[JSON], r#"{"A":"1"}"#).await.status, 204);
    assert_eq!(client.scm("GET", "/api/settings/A", &[], "").await.json(), "1");
}

#[tokio::test(start_paused = true)]
async fn what_the_scm_site_does_not_have_is_refused_by_its_name() {
    let client = client().await;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/deployments"),
        ("GET", "/api/publish"),
        ("GET", "/api/functions"),
        ("POST", "/api/wardeploy"),
        ("DELETE", "/api/deployments/1"),
        ("GET", "/api/processes"),
        ("GET", "/api/banana"),
    ] {
        let refused = client.scm(method, path, &[], "").await;
        let told = refused.json()["Message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(refused.status, 501, "{method} {path}");
        assert!(told.contains(&format!("{method} {path}")), "{told}");
    }
}

//! The way that people take today to spare the upload of dependencies: a copy of them is kept beside the app, only the code is
//! deployed, and the copy is moved in. It works once. Released by `package-url`, two changes of code follow each other at any pace.

use std::time::Duration;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;
use crate::support::zips::zip_of;
use serde_json::json;

const PACKAGES: &str = "site/wwwroot/.python_packages";
const BACKUP: &str = "data/backup";

async fn command(client: &PlainClient, command: &str) -> i64 {
    let body = json!({"command": command, "dir": "/home"}).to_string();
    client.scm("POST", "/api/command", &[("content-type", "application/json")], body).await.json()["ExitCode"]
        .as_i64()
        .unwrap()
}

async fn deploy(client: &PlainClient, zip: Vec<u8>) {
    let status = client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await.status;
    assert!((200..300).contains(&status), "{status}");
    tokio::time::sleep(Duration::from_secs(60)).await;
}

async fn has_packages(client: &PlainClient) -> bool {
    client.scm("GET", &format!("/api/vfs/{PACKAGES}/numpy.py"), &[], "").await.status == 200
}

/// The pipeline deploys the code, and puts the copy in the place of what the deployment removed.
async fn deploy_code_and_move(client: &PlainClient, code: &str) -> i64 {
    deploy(client, zip_of(&[("host.json", b"{}"), ("app.py", code.as_bytes())])).await;
    command(client, &format!("rm -rf {PACKAGES}")).await;
    command(client, &format!("mv {BACKUP} {PACKAGES}")).await
}

#[tokio::test(start_paused = true)]
async fn by_backup_and_move_a_second_change_of_code_leaves_the_app_without_its_packages() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    deploy(&client, zip_of(&[("host.json", b"{}"), ("app.py", b"1"), (".python_packages/numpy.py", b"x")])).await;
    assert_eq!(command(&client, &format!("cp -r {PACKAGES} {BACKUP}")).await, 0);
    assert_eq!(deploy_code_and_move(&client, "2").await, 0);
    assert!(has_packages(&client).await, "the first time it works");
    // The copy is used up, and the timer of the app takes a quarter of an hour to make another one.
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_ne!(deploy_code_and_move(&client, "3").await, 0);
    assert!(!has_packages(&client).await);
}

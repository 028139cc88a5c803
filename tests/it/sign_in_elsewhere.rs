//! Signing in outside GitHub Actions: as the Azure CLI's user, and as a machine's own identity.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;

use crate::support::Temp;
use crate::support::served::{Served, program};
use serde_json::{Value, json};

const FAR: i64 = 4_000_000_000;

/// Looks for an app that does not exist, which needs a sign-in.
fn release(served: &Served, folder: &Path, flags: &[&str], environment: &[(&str, String)]) -> (Output, Value) {
    std::fs::create_dir_all(folder.join("app")).unwrap();
    std::fs::write(folder.join("app/host.json"), "{}").unwrap();
    let (app, report) = (folder.join("app"), folder.join("report"));
    let (cloud, ca, subscription) = (served.at("arm"), served.at("ca_file"), served.at("subscription_id"));
    let mut all = vec![
        "release",
        "--app-name",
        "nowhere",
        "--package",
        app.to_str().unwrap(),
        "--report",
        report.to_str().unwrap(),
        "--cloud",
        &cloud,
        "--ca-file",
        &ca,
        "--subscription-id",
        &subscription,
    ];
    all.extend(flags);
    let output = program(&all).envs(environment.iter().map(|(name, value)| (*name, value))).output().unwrap();
    let record = std::fs::read(report.join("release.json")).unwrap();
    (output, serde_json::from_slice(&record).unwrap())
}

fn signed_in(output: &Output, record: &Value) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(record["problem"]["code"], "app-not-found", "{text}");
    assert_eq!(output.status.code(), Some(10), "{text}");
}

#[cfg(unix)]
#[tokio::test]
async fn on_a_laptop_the_azure_cli_s_user_signs_in_by_default() {
    use std::os::unix::fs::PermissionsExt;
    let served = Served::start();
    let temp = Temp::new();
    let folder = &temp.0;
    let token = served.token(&format!("{}/.default", served.at("authority"))).await;
    let answer = json!({"accessToken": token, "expires_on": FAR, "tokenType": "Bearer"});
    let az = folder.join("az");
    std::fs::write(&az, format!("#!/bin/sh\ncat <<'END'\n{answer}\nEND\n")).unwrap();
    std::fs::set_permissions(&az, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let (output, record) = release(&served, folder, &[], &[("PATH", path)]);
    signed_in(&output, &record);
    let (_, record) = release(&served, folder, &[], &[("PATH", "/nowhere".to_owned())]);
    assert_eq!(record["problem"]["code"], "sign-in-failed");
}

#[tokio::test]
async fn on_a_machine_in_azure_its_own_identity_signs_in() {
    let served = Served::start();
    let temp = Temp::new();
    let folder = &temp.0;
    let token = served.token(&format!("{}/.default", served.at("authority"))).await;
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://127.0.0.1:{}/msi/token", listener.local_addr().unwrap().port());
    let body = json!({"access_token": token, "expires_on": FAR.to_string(), "resource": "r", "token_type": "Bearer"});
    let service = std::thread::spawn(move || identity_service(&listener, &body.to_string()));
    let environment = [("IDENTITY_ENDPOINT", endpoint), ("IDENTITY_HEADER", "the-header".to_owned())];
    let (output, record) = release(&served, folder, &["--auth", "managed-identity"], &environment);
    signed_in(&output, &record);
    assert!(service.join().unwrap().contains("the-header"));
}

/// Answers one request with the token; returns the request.
fn identity_service(listener: &TcpListener, body: &str) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let mut request = String::new();
    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
        let line = line.unwrap();
        if line.is_empty() {
            break;
        }
        request += &line;
    }
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    request
}

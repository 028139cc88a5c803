//! `simulate` serves the world to other programs: one line of JSON, then TLS on loopback.

use crate::support::served::{Served, program};
use serde_json::{Value, json};

#[tokio::test]
async fn the_printed_line_has_what_a_client_needs_and_its_token_signs_in() {
    let served = Served::start();
    for key in [
        "arm",
        "authority",
        "ca_file",
        "tenant_id",
        "client_id",
        "subscription_id",
        "resource_group",
        "app_name",
        "slot",
        "github_api",
        "github_token",
        "oidc_request_url",
        "oidc_request_token",
        "control",
        "blob_endpoint",
        "storage_account",
        "storage_key",
        "storage_container",
    ] {
        assert!(served.line[key].is_string(), "{key} in {}", served.line);
    }
    let arm = served.at("arm");
    assert!(arm.starts_with("https://") && arm.ends_with('/'));
    let metadata = served.client.get(format!("{arm}/metadata/endpoints?api-version=2022-09-01")).send().await.unwrap();
    assert_eq!(metadata.status(), 200, "two slashes are one");
    let origin = served.at("authority");
    for scope in [format!("{origin}/.default"), format!("{origin}//.default")] {
        let token = served.token(&scope).await;
        let url = format!(
            "{origin}/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Web/sites/{}?api-version=2023-12-01",
            served.at("subscription_id"),
            served.at("resource_group"),
            served.at("app_name")
        );
        let site = served.client.get(url).bearer_auth(token).send().await.unwrap();
        assert_eq!(site.status(), 200, "{scope}");
    }
}

#[tokio::test]
async fn the_control_endpoint_serves_the_request_log_and_takes_faults() {
    let served = Served::start();
    let control = served.at("control");
    let faults = json!([{"at": {"service": "metadata"}, "what": {"kind": "status", "status": 503}, "times": 1}]);
    let set = served.client.post(format!("{control}/faults")).body(faults.to_string()).send().await.unwrap();
    assert_eq!(set.status(), 204);
    let metadata = format!("{}metadata/endpoints", served.at("arm"));
    assert_eq!(served.client.get(&metadata).send().await.unwrap().status(), 503);
    assert_eq!(served.client.get(&metadata).send().await.unwrap().status(), 200);
    for wrong in ["[{}]", "{}", r#"[{"at": {}, "what": {"kind": "banana"}}]"#] {
        let refused = served.client.post(format!("{control}/faults")).body(wrong).send().await.unwrap();
        assert_eq!(refused.status(), 400);
        let told: Value = serde_json::from_slice(&refused.bytes().await.unwrap()).unwrap();
        assert!(told["error"].as_str().unwrap().contains(r#""what": {"kind": "status", "status": 503}"#), "{told}");
        let again = served.client.post(format!("{control}/faults")).body(told["example"].to_string());
        assert_eq!(again.send().await.unwrap().status(), 204, "what the error shows is taken");
    }
    let log = served.client.get(format!("{control}/requests")).send().await.unwrap().bytes().await.unwrap();
    let log: Vec<Value> = serde_json::from_slice(&log).unwrap();
    assert!(log.iter().any(|entry| entry["service"] == "metadata" && entry["faulted"] == true), "{log:?}");
}

/// The page of the simulated Azure shows how.
#[tokio::test]
async fn the_fault_and_the_github_token_of_the_documentation_work() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/simulated-azure.md")).unwrap();
    let (_, example) = page.split_once("\"$CONTROL/faults\" -d '").expect("an example of a fault");
    let (example, _) = example.split_once('\'').unwrap();
    let served = Served::start();
    let faults = format!("{}/faults", served.at("control"));
    let set = served.client.post(&faults).body(example.to_owned()).send().await.unwrap();
    assert_eq!(set.status(), 204, "{example}");
    let held: Value =
        serde_json::from_slice(&served.client.get(&faults).send().await.unwrap().bytes().await.unwrap()).unwrap();
    assert_eq!(held[0]["what"]["kind"], "status", "{held}");
    assert!(page.contains("`github_token`"));
    let api = format!("{}/repos/contoso/shop/deployments", served.at("github_api"));
    let listed = served.client.get(api).bearer_auth(served.at("github_token")).header("user-agent", "test");
    assert_eq!(listed.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let output = program(&["simulate", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("loopback"), "{text}");
}

/// Names that only some programs find on the loopback are told to the client here.
#[tokio::test]
async fn with_dns_names_apps_and_scm_sites_are_reached_by_names_like_azures_over_trusted_tls() {
    let served = Served::start_with(&["--hosts", "dns"]);
    let token = served.token(&format!("{}/.default", served.at("authority"))).await;
    let url = format!(
        "{}/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Web/sites/{}/slots/{}?api-version=2023-12-01",
        served.at("authority"),
        served.at("subscription_id"),
        served.at("resource_group"),
        served.at("app_name"),
        served.at("slot")
    );
    let slot = served.client.get(url).bearer_auth(&token).send().await.unwrap().bytes().await.unwrap();
    let slot: Value = serde_json::from_slice(&slot).unwrap();
    let port = served.at("authority").rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let name = |scm: &str| format!("{}-{}.{scm}azurewebsites.localhost", served.at("app_name"), served.at("slot"));
    assert_eq!(slot["properties"]["defaultHostName"], format!("{}:{port}", name("")));
    let scm = &slot["properties"]["hostNameSslStates"][1]["name"];
    assert_eq!(*scm, json!(format!("{}:{port}", name("scm."))));
    let pem = std::fs::read(served.at("ca_file")).unwrap();
    let trusted = reqwest::Certificate::from_pem_bundle(&pem).unwrap();
    let loopback = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    let client = reqwest::Client::builder().no_proxy().tls_certs_only(trusted);
    let client = client.resolve(&name(""), loopback).resolve(&name("scm."), loopback).build().unwrap();
    let version = client.get(format!("https://{}:{port}/api/version", name(""))).send().await.unwrap();
    assert_eq!(version.status(), 200);
    let history = format!("https://{}:{port}/api/deployments", name("scm."));
    assert_eq!(client.get(&history).send().await.unwrap().status(), 401);
    assert_eq!(client.get(&history).bearer_auth(&token).send().await.unwrap().status(), 200);
}

//! `simulate` serves the world to other programs: one line of JSON, then TLS on loopback.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Served {
    process: Child,
    line: Value,
    client: reqwest::Client,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Served {
    fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut process = Command::new(env!("CARGO_BIN_EXE_slot-deploy"))
            .arg("simulate")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut first)
            .unwrap();
        let line: Value = serde_json::from_str(&first).unwrap();
        let pem = std::fs::read(line["ca_file"].as_str().unwrap()).unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(reqwest::Certificate::from_pem_bundle(&pem).unwrap())
            .build()
            .unwrap();
        Self {
            process,
            line,
            client,
        }
    }

    fn at(&self, key: &str) -> String {
        self.line[key].as_str().unwrap().to_owned()
    }

    async fn token(&self, scope: &str) -> String {
        let url = format!(
            "{}&audience=api://AzureADTokenExchange",
            self.at("oidc_request_url")
        );
        let request = self
            .client
            .get(url)
            .bearer_auth(self.at("oidc_request_token"));
        let jwt: Value =
            serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.at("client_id")),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ),
            ("client_assertion", jwt["value"].as_str().unwrap()),
            ("scope", scope),
        ];
        let body: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let url = format!(
            "{}/{}/oauth2/v2.0/token",
            self.at("authority"),
            self.at("tenant_id")
        );
        let response = self.client.post(url).body(body).send().await.unwrap();
        let token: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        token["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{token}"))
            .to_owned()
    }
}

#[tokio::test]
async fn the_line_holds_what_a_client_needs_and_the_token_matches_without_further_set_up() {
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
        "oidc_request_url",
        "oidc_request_token",
        "control",
    ] {
        assert!(served.line[key].is_string(), "{key} in {}", served.line);
    }
    let arm = served.at("arm");
    assert!(arm.starts_with("https://") && arm.ends_with('/'));
    let metadata = served
        .client
        .get(format!("{arm}/metadata/endpoints?api-version=2022-09-01"))
        .send()
        .await
        .unwrap();
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
        let site = served
            .client
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert_eq!(site.status(), 200, "{scope}");
    }
}

#[tokio::test]
async fn what_was_asked_and_faults_are_at_the_control_endpoint() {
    let served = Served::start();
    let control = served.at("control");
    let faults = json!([{"at": {"service": "metadata"}, "what": {"kind": "status", "status": 503}, "times": 1}]);
    let set = served
        .client
        .post(format!("{control}/faults"))
        .body(faults.to_string())
        .send()
        .await
        .unwrap();
    assert_eq!(set.status(), 204);
    let metadata = format!("{}metadata/endpoints", served.at("arm"));
    assert_eq!(
        served.client.get(&metadata).send().await.unwrap().status(),
        503
    );
    assert_eq!(
        served.client.get(&metadata).send().await.unwrap().status(),
        200
    );
    let wrong = served
        .client
        .post(format!("{control}/faults"))
        .body("[{}]")
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 400);
    let log = served
        .client
        .get(format!("{control}/requests"))
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let log: Vec<Value> = serde_json::from_slice(&log).unwrap();
    assert!(
        log.iter()
            .any(|entry| entry["service"] == "metadata" && entry["faulted"] == true),
        "{log:?}"
    );
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let output = Command::new(env!("CARGO_BIN_EXE_slot-deploy"))
        .args(["simulate", "--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("loopback"), "{text}");
}

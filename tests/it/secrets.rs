//! No secret is written: canaries in settings, keys and tokens of the world appear in nothing that the program writes.

use crate::support;
use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::default_world::CLIENT;
use rehearsal::faults::{Fault, What, Where};

const CANARIES: &[&str] = &[
    "canary-setting-4f1b9d20",
    "canary-connection-77aa01",
    "canary-master-key-0c9e",
    "canary-host-key-5d11",
    "canary-client-secret-91",
    "ghs_canaryCanaryCanary0001",
    "canary-oidc-request-token",
];

fn planted(rehearsal: Rehearsal) -> Rehearsal {
    let plant = |side: &mut rehearsal::state::Side| {
        side.settings.insert("PAYMENT_KEY".to_owned(), CANARIES[0].to_owned());
        let connection = format!("Endpoint=sb://x.test/;SharedAccessKey={}", CANARIES[1]);
        side.settings.insert("Bus".to_owned(), connection);
        side.keys.master = CANARIES[2].to_owned();
        side.keys.functions.insert("default".to_owned(), CANARIES[3].to_owned());
    };
    rehearsal
        .production(plant)
        .slot(plant)
        .world(|state| {
            state.directory.app_mut(CLIENT).unwrap().secrets.push(CANARIES[4].to_owned());
            state.github.token = CANARIES[5].to_owned();
            state.github.job.request_token = CANARIES[6].to_owned();
        })
        .input("github-token", CANARIES[5])
        .input("client-secret", CANARIES[4])
        .variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN", CANARIES[6])
}

/// Everything that was written, without the lines that tell the runner what to mask.
fn written(told: &Told) -> String {
    let log: Vec<&str> = told.log.lines().filter(|line| !line.starts_with("::add-mask::")).collect();
    let evidence: Vec<String> = told.evidence().into_values().collect();
    [log.join("\n"), told.summary.clone(), told.outputs.clone(), told.ending.output.clone(), evidence.join("\n")]
        .join("\n")
}

fn nothing_leaked(told: &Told) {
    let text = written(told);
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} in\n{text}");
    }
    assert!(!text.contains("eyJ0"), "a token in\n{text}");
}

#[tokio::test(start_paused = true)]
async fn a_good_release_writes_no_secret() {
    let keyed = TestApp::new(COMMIT).http("keyed", "function");
    let probes = format!(
        "{}- {{ name: hosted, request: {{ path: /api/keyed, auth: {{ host_key: default }} }} }}\n",
        support::PROBES
    );
    for auth in ["oidc", "client-secret"] {
        let told = planted(Rehearsal::of(&keyed, &TestApp::new("former")))
            .input("probes", &probes)
            .input("auth", auth)
            .run()
            .await;
        assert_eq!(told.outcome(), slot_deploy::record::Outcome::Verified, "{}", told.log);
        nothing_leaked(&told);
    }
}

#[tokio::test(start_paused = true)]
async fn secrets_printed_by_app_and_service_are_not_printed_by_us() {
    // Keys that were never fetched are unknown here; all other secrets are known.
    let leaky = [CANARIES[0], CANARIES[1], CANARIES[4], CANARIES[5], CANARIES[6]].join(" and ");
    let host_error = TestApp::new(COMMIT).fails_to_start(&format!("cannot connect with {leaky}"));
    nothing_leaked(&planted(Rehearsal::of(&host_error, &TestApp::new("former"))).run().await);

    let body = TestApp::new(&format!("not the commit but {leaky}"));
    nothing_leaked(&planted(Rehearsal::of(&body, &TestApp::new("former"))).run().await);

    let log = Fault::new(Where::service("law:deployment"), What::Fails { status: 400, message: leaky.clone() });
    nothing_leaked(&planted(Rehearsal::new()).with_fault(log).run().await);

    let words = Fault::new(Where::service("law:swap"), What::Fails { status: 400, message: leaky.clone() });
    nothing_leaked(&planted(Rehearsal::new()).with_fault(words).run().await);

    let answer =
        What::Status { status: 400, body: Some(leaky), content_type: Some("text/plain".into()), retry_after: None };
    nothing_leaked(&planted(Rehearsal::new()).fault(Where::service("arm").path("functions"), answer).run().await);
}

/// Of one app and of several: log, summary, record, JSON and SARIF.
#[tokio::test(start_paused = true)]
async fn no_report_of_a_check_has_a_secret() {
    for apps in ["", "shop-orders"] {
        let rehearsal = planted(Rehearsal::new()).input("command", "check").input("json", "true").input("apps", apps);
        let sarif = rehearsal.temp.0.join("runner/check.sarif");
        let told = rehearsal.input("sarif", sarif.to_str().unwrap()).run().await;
        nothing_leaked(&told);
        assert!(told.ending.output.contains("\"findings\""), "{}", told.ending.output);
        let sarif = std::fs::read_to_string(sarif).unwrap();
        for canary in CANARIES {
            assert!(!sarif.contains(canary), "{canary} in\n{sarif}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_token_is_masked_before_anything_can_print_it() {
    let told = planted(Rehearsal::new()).run().await;
    let masks: Vec<&str> = told.log.lines().filter(|line| line.starts_with("::add-mask::eyJ")).collect();
    assert_eq!(masks.len(), 2, "GitHub's assertion and Entra's token");
}

/// A probe of the input `probes` that expects and sends texts of secrets.
const EXPECTS_SECRETS: &str = r#"- name: version
  request: { path: /api/version, headers: { x-shop: "sent-4711 & more" } }
  expect: { json: [{ path: "$.commit", equals: "expected-4711-text" }], body: { not_contains: "unwanted-4711" } }
"#;

#[tokio::test(start_paused = true)]
async fn texts_that_the_input_probes_expects_or_sends_are_not_in_what_is_written() {
    // The app repeats what it was sent, and knows what is expected.
    for commit in ["expected-4711-text", "sent-4711 & more", "was sent-4711 &amp; more for expected-4711-text"] {
        let app = TestApp::new(commit);
        let told = Rehearsal::of(&app, &TestApp::new("former")).input("probes", EXPECTS_SECRETS).run().await;
        let text = written(&told);
        assert!(told.record.probes.iter().any(|probe| probe.assertions.len() == 3), "{text}");
        for secret in ["sent-4711", "expected-4711", "unwanted-4711"] {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_expected_text_of_the_input_probes_is_not_in_the_ticket() {
    let secret =
        "- name: version\n  request: { path: /api/version }\n  expect: { body: { not_contains: \"s3cr3t-text\" } }\n";
    let told = Rehearsal::new().input("probes", secret).input("command", "stage").run().await;
    let text = support::outputs_in(&told.outputs)["ticket"].clone();
    let ticket = slot_deploy::record::Ticket::from_text(&text).unwrap();
    assert!(!serde_json::to_string(&ticket).unwrap().contains("s3cr3t"));
    let without = told.promoting().no_probes().run().await;
    assert_eq!(without.outcome(), slot_deploy::record::Outcome::Invalid, "{}", without.record.reason);
    assert!(without.advice().contains("same `probes`"), "{}", without.advice());
}

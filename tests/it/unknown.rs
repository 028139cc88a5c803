//! What a service does not say is unknown: never "no", and never nothing.

use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::faults::{What, Where};
use serde_json::{Value, json};
use slot_deploy::record::{Finding, Outcome, Phase, Severity};

fn answers(body: &Value) -> What {
    What::Status { status: 200, body: Some(body.to_string()), content_type: None, retry_after: None }
}

async fn finding(rehearsal: Rehearsal, path: &str, body: Value, check: &str) -> Finding {
    let told = rehearsal.fault(Where::service("arm").path(path), answers(&body)).run().await;
    let found = told.record.findings.iter().find(|finding| finding.check == check);
    found.unwrap_or_else(|| panic!("{check}: {}", told.log)).clone()
}

#[tokio::test(start_paused = true)]
async fn sign_in_settings_that_do_not_say_whether_they_are_on_are_not_taken_to_be_off() {
    let silent = json!({"properties": {"platform": {"runtimeVersion": "~1"}}});
    let preview = Rehearsal::new().input("swap", "preview");
    let finding = finding(preview, "authsettingsV2", silent, "preview-without-site-auth").await;
    assert_eq!(finding.severity, Severity::Error, "{}", finding.says);
    assert!(finding.says.contains("lacks `properties.platform.enabled`"), "{}", finding.says);
}

#[tokio::test(start_paused = true)]
async fn a_list_with_a_function_that_has_no_name_is_not_taken_to_lack_the_function() {
    let nameless = json!({"value": [{"properties": {"isDisabled": false}}]});
    let finding = finding(Rehearsal::new(), "/functions", nameless, "live-triggers").await;
    assert_eq!(finding.severity, Severity::Warning, "{}", finding.says);
    assert!(finding.says.contains("lacks `properties.name`"), "{}", finding.says);
}

fn asked_in_preflight(told: &Told) -> Vec<String> {
    let phase = told.record.phases.iter().find(|entry| entry.name == Phase::Preflight).unwrap();
    let end = phase.started + time::Duration::seconds_f64(phase.seconds);
    let state = told.world.state();
    let during = state.requests.iter().filter(|request| request.at >= phase.started && request.at < end);
    // The HTTP client looks a second time before it takes a 404 for an answer.
    let of_arm = during.filter(|request| request.service == "arm" && request.status != Some(404));
    of_arm.map(|request| format!("{} {}", request.method, request.path)).collect()
}

fn asked_once(mut asked: Vec<String>) {
    assert!(asked.len() > 8, "{asked:#?}");
    asked.sort();
    let all = asked.clone();
    asked.dedup();
    assert_eq!(asked, all);
}

/// First with content in production that is not ours, then with ours.
#[tokio::test(start_paused = true)]
async fn preflight_asks_azure_for_each_fact_once() {
    let first = Rehearsal::new().run().await;
    asked_once(asked_in_preflight(&first));
    let told = first.then(&TestApp::new(&COMMIT.replace('1', "3"))).run().await;
    asked_once(asked_in_preflight(&told));
}

#[tokio::test(start_paused = true)]
async fn a_production_whose_requests_cannot_be_read_is_not_simply_called_healthy() {
    let told =
        Rehearsal::new().fault(Where::service("arm").path("Microsoft.Insights/metrics"), status(403)).run().await;
    let found = told.record.findings.iter().find(|finding| finding.check == "production-healthy").unwrap();
    assert_eq!((found.severity, told.outcome()), (Severity::Warning, Outcome::Verified), "{}", told.log);
    assert!(found.says.contains("its requests are unknown"), "{}", found.says);
}

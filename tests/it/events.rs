//! Each event that starts a run, with the payload that GitHub sends.

use crate::support::shared::shared;
use crate::support::{Rehearsal, Temp};
use serde_json::{Value, json};
use slot_deploy::cli::{self, Job};
use slot_deploy::record::Outcome;
use slot_deploy::runner::{Environment, Event, WorkflowRun};

const PUSHED: &str = "1111111111111111111111111111111111111111";

fn on(event: &str, payload: &Value, repository: &str) -> (Temp, Environment) {
    let temp = Temp::new();
    let path = temp.0.join("event.json");
    std::fs::write(&path, payload.to_string()).unwrap();
    let variables = [
        ("GITHUB_EVENT_NAME", event.to_owned()),
        ("GITHUB_EVENT_PATH", path.display().to_string()),
        ("GITHUB_REPOSITORY", repository.to_owned()),
        ("GITHUB_SHA", PUSHED.to_owned()),
        ("GITHUB_RUN_ID", "7".to_owned()),
        ("GITHUB_ACTIONS", "true".to_owned()),
    ];
    (temp, Environment::of(variables.map(|(name, value)| (name.to_owned(), value))))
}

fn commit(event: &str, payload: &Value, repository: &str) -> Option<String> {
    let (_temp, environment) = on(event, payload, repository);
    WorkflowRun::read(&environment).commit
}

fn recorded(name: &str) -> Option<Value> {
    let path = shared(&format!("data/github/webhooks/{name}.payload.json"))?;
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

#[test]
fn each_event_releases_the_commit_that_it_is_about() {
    let pull = json!({"pull_request": {"number": 3, "head": {"sha": "abc", "repo": {"full_name": "contoso/shop"}}}});
    let completed = json!({"workflow_run": {"head_sha": "def"}});
    for (event, payload, expected) in [
        ("push", json!({"after": "fff"}), PUSHED),
        ("workflow_dispatch", json!({"inputs": {}}), PUSHED),
        ("schedule", json!({"schedule": "0 3 * * *"}), PUSHED),
        ("pull_request", pull, "abc"),
        ("workflow_run", completed, "def"),
    ] {
        assert_eq!(commit(event, &payload, "contoso/shop").as_deref(), Some(expected), "{event}");
    }
}

#[test]
fn recorded_payloads_are_read_like_the_generated_ones() {
    for (event, name, place) in [
        ("push", "push", None),
        ("workflow_dispatch", "workflow_dispatch", None),
        ("pull_request", "pull_request.synchronize", Some("/pull_request/head/sha")),
        ("pull_request", "pull_request.closed", Some("/pull_request/head/sha")),
        ("workflow_run", "workflow_run.completed", Some("/workflow_run/head_sha")),
    ] {
        let Some(payload) = recorded(name) else { return };
        let repository = payload["repository"]["full_name"].as_str().unwrap().to_owned();
        let expected = place.map_or(Some(PUSHED), |place| payload.pointer(place).unwrap().as_str());
        assert_eq!(commit(event, &payload, &repository).as_deref(), expected, "{name}");
    }
}

#[test]
fn every_recorded_payload_is_understood() {
    let Some(folder) = shared("data/github/webhooks") else { return };
    let (mut all, mut pulls) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let payload: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap();
        let (_temp, environment) = on(name, &payload, payload["repository"]["full_name"].as_str().unwrap_or_default());
        let event = Event::read(&environment);
        assert_eq!(event.unreadable, None, "{}", path.display());
        let pull = payload.get("pull_request").filter(|pull| !pull.is_null());
        assert_eq!(event.pull_request.as_ref().map(|pull| pull.number), pull.and_then(|pull| pull["number"].as_u64()));
        let completed = payload.pointer("/workflow_run/head_sha").and_then(Value::as_str);
        assert_eq!(event.completed_run_sha.as_deref(), completed, "{}", path.display());
        (all, pulls) = (all + 1, pulls + usize::from(pull.is_some()));
    }
    assert!(all > 60 && pulls > 20, "{pulls} of {all} payloads are about a pull request");
}

#[tokio::test(start_paused = true)]
async fn a_payload_that_cannot_be_understood_is_a_warning_and_not_an_event_without_a_pull_request() {
    let (_temp, event) = on("pull_request", &json!({"pull_request": {"number": 3}}), "contoso/shop");
    let told = Rehearsal::new()
        .variable("GITHUB_EVENT_NAME", "pull_request")
        .variable("GITHUB_EVENT_PATH", event.get("GITHUB_EVENT_PATH").unwrap())
        .run()
        .await;
    let warned = told.record.warnings.iter().any(|warning| warning.contains("`pull_request` of it lacks a field"));
    assert!(warned, "{:?}", told.record.warnings);
}

fn pull_request_of(head: &str) -> Value {
    json!({"number": 3, "pull_request": {"number": 3, "head": {"sha": "abc", "repo": {"full_name": head}}}})
}

#[test]
fn only_pull_requests_from_forks_are_skipped() {
    for (event, head, skipped) in [
        ("pull_request", "stranger/shop", true),
        ("pull_request", "contoso/shop", false),
        ("pull_request_target", "stranger/shop", false),
    ] {
        let (_temp, environment) = on(event, &pull_request_of(head), "contoso/shop");
        let request = cli::read(&[], &environment);
        assert_eq!(matches!(request, Ok(Job::Skip(_))), skipped, "{event} of {head}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_skipped_run_makes_no_request_and_reports_the_reason() {
    let (_temp, event) = on("pull_request", &pull_request_of("stranger/shop"), "contoso/shop");
    let rehearsal = Rehearsal::new()
        .variable("GITHUB_EVENT_NAME", "pull_request")
        .variable("GITHUB_EVENT_PATH", event.get("GITHUB_EVENT_PATH").unwrap());
    let told = rehearsal.run().await;
    assert_eq!((told.ending.exit_code, told.outcome()), (0, Outcome::Skipped), "{}", told.log);
    assert!(told.summary.contains("fork") && told.world.state().requests.is_empty(), "{}", told.summary);
}

#[test]
fn on_an_enterprise_server_links_point_to_that_server() {
    let variables = [
        ("GITHUB_SERVER_URL", "https://github.contoso.test"),
        ("GITHUB_API_URL", "https://github.contoso.test/api/v3"),
        ("GITHUB_REPOSITORY", "contoso/shop"),
        ("GITHUB_RUN_ID", "7"),
    ];
    let run = WorkflowRun::read(&Environment::of(variables.map(|(name, value)| (name.to_owned(), value.to_owned()))));
    assert_eq!(run.url.unwrap(), "https://github.contoso.test/contoso/shop/actions/runs/7");
    assert_eq!(run.api_url, "https://github.contoso.test/api/v3");
}

#[tokio::test(start_paused = true)]
async fn variables_that_some_runners_lack_do_not_change_the_release() {
    let mut rehearsal = Rehearsal::new();
    for name in
        ["GITHUB_RUN_ID", "GITHUB_ACTOR", "GITHUB_STATE", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_NAME"]
    {
        rehearsal = rehearsal.variable(name, "");
    }
    let told = rehearsal.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn unwritable_runner_files_are_warnings() {
    let nowhere = "/nonexistent/file";
    let told = Rehearsal::new()
        .variable("GITHUB_STEP_SUMMARY", nowhere)
        .variable("GITHUB_OUTPUT", nowhere)
        .variable("GITHUB_STATE", nowhere)
        .run()
        .await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("::warning") && told.log.contains(nowhere), "{}", told.log);
}

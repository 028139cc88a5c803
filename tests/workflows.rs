//! The workflows that people call, and those that build and release this project.
#![allow(clippy::unwrap_used)]

#[path = "support/shared.rs"]
mod shared;

use std::path::Path;
use std::process::Command;

use serde_yaml::{Mapping, Value};
use shared::shared;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn workflows() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root().join(".github/workflows")).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> =
        entries.map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect();
    all.sort();
    assert!(all.len() >= 3);
    all
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn keys(of: &Value) -> Vec<&str> {
    of.as_mapping().map(Mapping::keys).into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn each_action_of_others_is_pinned_by_its_whole_commit_and_says_which_version_that_is() {
    let pinned = regex::Regex::new(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$").unwrap();
    let mut seen = 0;
    for (path, text) in workflows() {
        for line in text.lines() {
            let Some(uses) = line.trim_start().trim_start_matches("- ").strip_prefix("uses: ") else { continue };
            seen += 1;
            assert!(uses.starts_with("./") || pinned.is_match(uses), "{path}: {uses}");
        }
    }
    assert!(seen > 5);
}

#[test]
fn each_job_has_a_time_limit_and_only_the_rights_that_it_names() {
    for (path, text) in workflows() {
        let workflow: Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(workflow["permissions"], Value::Mapping(Mapping::new()), "{path}");
        for name in keys(&workflow["jobs"]) {
            let job = &workflow["jobs"][name];
            assert!(job["timeout-minutes"].is_u64() && job["permissions"].is_mapping(), "{path}: {name}");
        }
    }
}

#[test]
fn the_reusable_workflow_passes_on_what_the_action_knows_and_returns_what_it_gives() {
    let (deploy, action) = (yaml(".github/workflows/deploy.yml"), yaml("action.yml"));
    let job = &deploy["jobs"]["release"];
    let steps = job["steps"].as_sequence().unwrap();
    let step = steps.iter().find(|step| step["id"] == "release").unwrap();
    for input in keys(&step["with"]) {
        assert!(action["inputs"].get(input).is_some(), "{input}");
    }
    for output in keys(&job["outputs"]) {
        assert!(action["outputs"].get(output).is_some(), "{output}");
        assert!(deploy["on"]["workflow_call"]["outputs"].get(output).is_some(), "{output}");
    }
    let own = ["environment", "artifact", "runs-on"];
    for input in keys(&deploy["on"]["workflow_call"]["inputs"]) {
        assert!(own.contains(&input) || step["with"].get(input).is_some(), "{input} leads nowhere");
    }
}

/// A release that is cancelled by the next one would be left in the middle, and one that loses its place would be missed.
#[test]
fn releases_of_an_app_wait_for_each_other_and_none_is_cancelled_or_forgotten() {
    let concurrency = &yaml(".github/workflows/deploy.yml")["jobs"]["release"]["concurrency"];
    assert_eq!((&concurrency["cancel-in-progress"], &concurrency["queue"]), (&Value::Bool(false), &Value::from("max")));
    assert!(concurrency["group"].as_str().unwrap().contains("inputs.app-name"));
}

fn passes(tool: &str, arguments: &[&str]) {
    let ran = Command::new(tool).args(arguments).current_dir(root()).output();
    let output = ran.unwrap_or_else(|error| panic!("{tool}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool}: {said}");
}

#[test]
#[ignore = "needs actionlint; run by .ci/run"]
fn actionlint_is_content() {
    passes("actionlint", &[]);
}

#[test]
#[ignore = "needs zizmor; run by .ci/run"]
fn zizmor_is_content() {
    passes("zizmor", &["--offline", "."]);
}

#[test]
#[ignore = "needs check-jsonschema; run by .ci/run"]
fn the_schemas_of_actions_and_workflows_are_content() {
    let schema = |name: &str| shared(&format!("data/github/schemastore-github-{name}.json"));
    let (Some(action), Some(workflow)) = (schema("action"), schema("workflow")) else { return };
    passes("check-jsonschema", &["--schemafile", action.to_str().unwrap(), "action.yml"]);
    for (path, _) in workflows() {
        passes("check-jsonschema", &["--schemafile", workflow.to_str().unwrap(), &path]);
    }
}

//! The reusable workflow, and the workflows that build and release this project.

use std::path::Path;
use std::process::Command;

use crate::support::pages::{doc, yaml_behind};
use crate::support::shared::shared;
use serde_yaml::{Mapping, Value};
use slot_deploy::preflight::Fact;

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
fn third_party_actions_are_pinned_by_full_commit_with_a_version_comment() {
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
fn each_job_has_a_timeout_and_explicit_permissions() {
    for (path, text) in workflows() {
        let workflow: Value = serde_yaml::from_str(&text).unwrap();
        assert_eq!(workflow["permissions"], Value::Mapping(Mapping::new()), "{path}");
        for name in keys(&workflow["jobs"]) {
            let job = &workflow["jobs"][name];
            assert!(job["timeout-minutes"].is_u64() && job["permissions"].is_mapping(), "{path}: {name}");
        }
    }
}

/// The jobs of the reusable workflow, each with the step in which it uses the action.
fn deploy_jobs() -> Vec<(String, Value, Value)> {
    let deploy = yaml(".github/workflows/deploy.yml");
    let jobs = &deploy["jobs"];
    let of = |name: &str| {
        let steps = jobs[name]["steps"].as_sequence().unwrap().clone();
        let step = steps.into_iter().find(|step| step["id"] == name).unwrap();
        (name.to_owned(), jobs[name].clone(), step["with"].clone())
    };
    keys(jobs).into_iter().map(of).collect()
}

#[test]
fn the_reusable_workflow_forwards_all_inputs_and_outputs_of_the_action() {
    let (deploy, action) = (yaml(".github/workflows/deploy.yml"), yaml("action.yml"));
    let jobs = deploy_jobs();
    assert_eq!(jobs.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), ["stage", "promote", "reconcile"]);
    for (name, job, with) in &jobs {
        assert!(keys(with).iter().all(|input| action["inputs"].get(*input).is_some()), "{name}");
        assert!(keys(&job["outputs"]).iter().all(|output| action["outputs"].get(*output).is_some()), "{name}");
        assert_eq!(with["command"], Value::from(name.as_str()));
    }
    let own = ["environment", "staging-environment", "artifact", "runs-on"];
    let call = &deploy["on"]["workflow_call"];
    for input in keys(&call["inputs"]) {
        let used = jobs.iter().any(|(.., with)| with.get(input).is_some());
        assert!(own.contains(&input) || used, "{input} leads nowhere");
    }
    // What the jobs themselves are, what this run gives, GitHub's token, and a secret.
    let set_here = ["command", "ticket", "allow-foreign-ticket", "github-token", "client-secret", "run-id"];
    let of_rehearsals = ["step", "expect", "cancel-at", "kill-at", "run-app", "fault", "world"];
    let of_other_jobs = ["against", "apps", "keep", "keep-days", "delete", "sarif", "for"];
    let elsewhere =
        |input: &&str| set_here.contains(input) || of_rehearsals.contains(input) || of_other_jobs.contains(input);
    for input in keys(&action["inputs"]).into_iter().filter(|input| !elsewhere(input)) {
        assert!(call["inputs"].get(input).is_some(), "a caller cannot give {input}");
    }
    assert!(call["secrets"].get("client-secret").is_some());
    let of_layer = ["layer-hit", "layer-key"];
    for output in keys(&action["outputs"]).into_iter().filter(|output| !of_layer.contains(output)) {
        assert!(call["outputs"].get(output).is_some(), "a caller does not get {output}");
        assert!(jobs.iter().all(|(_, job, _)| job["outputs"].get(output).is_some()), "{output}");
    }
}

/// A caller's file is data: it is fetched from the caller's own commit, alone, into a folder of its own.
#[test]
fn the_reusable_workflow_reads_the_callers_configuration_and_runs_nothing_of_it() {
    for (name, job, with) in deploy_jobs() {
        let steps = job["steps"].as_sequence().unwrap();
        let fetch = steps.iter().find(|step| step["with"]["path"] == ".caller").unwrap();
        assert!(fetch["with"].get("repository").is_none() && fetch["with"].get("ref").is_none(), "{name}");
        assert_eq!(fetch["with"]["persist-credentials"], Value::Bool(false), "{name}");
        let only = fetch["with"]["sparse-checkout"].as_str().unwrap();
        assert!(only.contains("inputs.config || 'slot-deploy.yml'"), "{name}: {only}");
        assert!(with["config"].as_str().unwrap().contains("'.caller/{0}'"), "{name}");
        assert!(steps.iter().all(|step| step.get("run").is_none()), "{name} runs no shell");
    }
}

/// A release that the next one cancels would stay unfinished, and one that loses its place in the queue would be lost.
#[test]
fn releases_of_one_app_run_one_after_another_and_none_is_dropped() {
    let groups: Vec<Value> = deploy_jobs().into_iter().map(|(_, job, _)| job["concurrency"].clone()).collect();
    for group in &groups {
        assert_eq!((&group["cancel-in-progress"], &group["queue"]), (&Value::Bool(false), &Value::from("max")));
        assert!(group["group"].as_str().unwrap().contains("inputs.app-name"));
        assert_eq!(group, &groups[0], "all jobs wait in one line");
    }
}

#[test]
fn promotion_waits_for_the_environment_and_a_lost_promotion_is_reconciled_by_another_job() {
    let jobs = deploy_jobs();
    let [(_, stage, _), (_, promote, promoting), (_, reconcile, reconciling)] = &jobs[..] else { panic!() };
    assert_eq!(promote["environment"], Value::from("${{ inputs.environment }}"));
    assert_ne!(stage["environment"], promote["environment"], "nothing is approved twice");
    assert_ne!(reconcile["environment"], promote["environment"], "what is lost does not wait for an approval");
    for with in [promoting, reconciling] {
        assert_eq!(with["ticket"], Value::from("${{ needs.stage.outputs.ticket }}"));
    }
    let when = reconcile["if"].as_str().unwrap();
    assert!(when.starts_with("always()") && when.contains("needs.promote.outputs.outcome == ''"), "{when}");
}

fn passes(tool: &str, arguments: &[&str]) {
    let ran = Command::new(tool).args(arguments).current_dir(root()).output();
    let output = ran.unwrap_or_else(|error| panic!("{tool}: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool}: {said}");
}

#[test]
#[ignore = "needs actionlint; run by .ci/run"]
fn actionlint_reports_nothing() {
    passes("actionlint", &[]);
}

#[test]
#[ignore = "needs zizmor; run by .ci/run"]
fn zizmor_reports_nothing() {
    passes("zizmor", &["--offline", "."]);
}

#[test]
#[ignore = "needs check-jsonschema; run by .ci/run"]
fn action_and_workflows_match_their_schemas() {
    let schema = |name: &str| shared(&format!("data/github/schemastore-github-{name}.json"));
    let (Some(action), Some(workflow)) = (schema("action"), schema("workflow")) else { return };
    passes("check-jsonschema", &["--schemafile", action.to_str().unwrap(), "action.yml"]);
    for (path, _) in workflows() {
        passes("check-jsonschema", &["--schemafile", workflow.to_str().unwrap(), &path]);
    }
}

#[test]
fn the_shown_job_that_checks_may_read_what_the_checks_ask_of_github_and_has_inputs_that_exist() {
    let shown: Value = serde_yaml::from_str(&yaml_behind(&doc("checking.md"), "## On pull requests")).unwrap();
    let job = &shown["jobs"]["check"];
    for fact in [Fact::Environment, Fact::CommitChecks] {
        let needed = fact.action().unwrap();
        let (name, level) = needed.split_once(": ").unwrap();
        assert_eq!(job["permissions"][name], level, "{needed}");
    }
    let action = yaml("action.yml");
    let step = job["steps"].as_sequence().unwrap().iter().find(|step| step["with"]["command"] == "check").unwrap();
    for name in keys(&step["with"]) {
        assert!(action["inputs"].get(name).is_some(), "{name} is no input");
    }
}

//! Rehearsals of whole workflows: several jobs on one world, cut short on request, and held against what was expected.

use std::path::Path;

use crate::rehearse::{record, rehearse, text};
use crate::support::served::program;
use crate::support::{Temp, outputs_in};

/// The end of a rehearsal: exit code, outcome, and how often was swapped.
fn ends(arguments: &[&str]) -> (Option<i32>, String, String) {
    let (output, report) = rehearse(arguments);
    let text = text(&output);
    let swaps = text.lines().find_map(|line| line.strip_prefix("swaps that happened in the simulated Azure: "));
    let outcome = record(&report.0)["outcome"].as_str().unwrap_or_else(|| panic!("{text}")).to_owned();
    (output.status.code(), outcome, swaps.unwrap_or_else(|| panic!("{text}")).to_owned())
}

fn end(code: i32, outcome: &str, swaps: &str) -> (Option<i32>, String, String) {
    (Some(code), outcome.to_owned(), swaps.to_owned())
}

#[test]
fn the_times_of_a_rehearsal_are_those_of_a_real_release() {
    let (output, report) = rehearse(&["--watch", "3m"]);
    let record = record(&report.0);
    assert_eq!(record["outcome"], "verified", "{}", text(&output));
    let seconds = |phase: &str| {
        let phases = record["phases"].as_array().unwrap();
        phases.iter().find(|entry| entry["name"] == phase).unwrap()["seconds"].as_f64().unwrap()
    };
    // A swap takes 45 s in the simulated world, as it does in recordings, and the window is the one that was asked for.
    assert!((45.0..60.0).contains(&seconds("swap")) && (180.0..190.0).contains(&seconds("watch")), "{record}");
    // What waits for nothing takes what the machine needs for it.
    assert!(seconds("package") < 20.0, "{record}");
    let asked = record["watch"]["blip"]["asked"].as_u64().unwrap();
    assert!((55..=61).contains(&asked), "each second of the first minute: {asked}");
    assert!(record["rehearsed"].is_string(), "{record}");
}

#[test]
fn jobs_share_one_world_and_hand_the_ticket_on() {
    let (output, report) = rehearse(&["--step", "stage", "--step", "promote", "--watch", "1m"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(
        (&record(&report.0)["outcome"], &record(&report.0.join("job-1"))["outcome"]),
        (&"verified".into(), &"staged".into())
    );
    let taken_back = ["--step", "release", "--step", "rollback", "--watch", "1m"];
    assert_eq!(ends(&taken_back), end(0, "rolled-back-on-request", "2"));
}

#[test]
fn a_job_that_looks_for_the_layer_is_rehearsed_too() {
    let app = Temp::new();
    let write = |name: &str, text: &str| {
        let path = app.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("host.json", r#"{"version": "2.0"}"#);
    write("hello/function.json", r#"{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}]}"#);
    write("requirements.txt", "six==1.17.0");
    let container = "https://rehearsalpkgs.blob.core.windows.net/packages";
    let (output, report) = rehearse(&[app.0.to_str().unwrap(), "--step", "layer", "--storage-container", container]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let record = record(&report.0);
    assert_eq!((&record["outcome"], &record["layer"]["hit"]), (&"checked".into(), &false.into()), "{record}");
}

#[test]
fn the_records_of_the_jobs_of_a_former_rehearsal_go_with_it() {
    let report = Temp::new();
    let folder = report.0.to_str().unwrap();
    let jobs = ["rehearse", "--report", folder, "--step", "stage", "--step", "promote", "--watch", "1m"];
    assert_eq!(program(&jobs).output().unwrap().status.code(), Some(0));
    assert!(report.0.join("job-1/release.json").is_file());
    std::fs::write(report.0.join("job-1/own.txt"), "of the user").unwrap();
    let dry = program(&["rehearse", "--report", folder, "--dry-run"]).output().unwrap();
    assert_eq!(dry.status.code(), Some(0), "{}", text(&dry));
    let left: Vec<_> =
        std::fs::read_dir(report.0.join("job-1")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["own.txt"]);
}

#[test]
fn a_run_that_is_cut_short_is_finished_by_its_post_step_or_by_another_job() {
    assert_eq!(ends(&["--cancel-at", "deliver"]), end(10, "aborted", "0"));
    assert_eq!(ends(&["--kill-at", "swap"]), end(0, "promoted-unverified", "1"));
    assert_eq!(ends(&["--kill-at", "swap", "--step", "release", "--step", "reconcile"]), end(0, "verified", "1"));
    let bad = ["--fault", "production-5xx-after-swap", "--kill-at", "watch"];
    assert_eq!(ends(&bad), end(20, "rolled-back", "2"), "the post-step watches on, and takes it back");
}

#[test]
fn the_expected_outcome_is_success_and_any_other_is_a_failure() {
    let bad = ["--fault", "probe-fails", "--expect"];
    assert_eq!(ends(&[&bad[..], &["aborted"]].concat()), end(0, "aborted", "0"));
    assert_eq!(ends(&[&bad[..], &["verified"]].concat()), end(10, "aborted", "0"));
    let (output, _) = rehearse(&["--expect", "staged", "--watch", "1m"]);
    assert_eq!(output.status.code(), Some(1), "a success that was not expected: {}", text(&output));
    assert!(text(&output).contains("expected was staged, and it ended verified"), "{}", text(&output));
}

#[test]
fn in_actions_it_is_a_step_with_the_inputs_of_the_release_and_writes_the_job_summary() {
    let files = Temp::new();
    let (summary, state) = (files.0.join("summary"), files.0.join("state"));
    let (yes, command, watch) = (Path::new("true"), Path::new("rehearse"), Path::new("1m"));
    let mut step = program(&[]);
    step.envs([("GITHUB_ACTIONS", yes), ("INPUT_COMMAND", command), ("INPUT_WATCH", watch)]);
    step.envs([("INPUT_SLOT", Path::new("staging")), ("RUNNER_TEMP", &files.0)]);
    step.envs([
        ("GITHUB_STEP_SUMMARY", &summary),
        ("GITHUB_STATE", &state),
        ("GITHUB_OUTPUT", &files.0.join("output")),
    ]);
    let output = step.current_dir(&files.0).output().unwrap();
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("::notice title=verified%3A Rehearsal%3A Production runs this release"), "{text}");
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.starts_with("## ✅ verified — Rehearsal: ") && !summary.contains("github.com"), "{summary}");
    let outputs = outputs_in(&std::fs::read_to_string(files.0.join("output")).unwrap());
    assert_eq!(outputs["outcome"], "verified");
    let report = files.0.join("slot-deploy/rehearsal");
    assert_eq!(record(&report)["outcome"], "verified");
    assert_eq!(Path::new(&outputs["report"]), report);
}

#[test]
fn a_phase_that_does_not_come_is_a_failure_and_a_later_job_may_have_it() {
    let (output, _) = rehearse(&["--cancel-at", "roll-back", "--watch", "1m"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("the phase roll-back did not come"), "{}", text(&output));
    let later = ["--step", "stage", "--step", "promote", "--kill-at", "watch"];
    assert_eq!(ends(&later), end(0, "promoted-unverified", "1"));
    let (output, _) = rehearse(&["--cancel-at", "sign-in"]);
    assert!(text(&output).contains("cancelled in the phase \"Sign in\""), "{}", text(&output));
}

#[test]
fn a_recovery_with_the_ticket_of_a_release_that_has_ended_finds_nothing_to_do() {
    let jobs = ["--step", "stage", "--step", "promote", "--watch", "1m"];
    let ended = [&jobs[..], &["--step", "rollback", "--step", "reconcile"]].concat();
    assert_eq!(ends(&ended), end(0, "checked", "2"));
    let verified = [&jobs[..], &["--step", "reconcile"]].concat();
    assert_eq!(ends(&verified), end(0, "checked", "1"));
    let (output, _) = rehearse(&["--step", "stage", "--step", "reconcile"]);
    assert!(text(&output).contains("no swap was made"), "{}", text(&output));
    assert!(!text(&output).contains("during the swap"), "{}", text(&output));
}

#[test]
fn a_recovery_says_that_nobody_saw_what_functions_on_events_do() {
    let lost = ["--fault", "functions-throw", "--kill-at", "swap", "--step", "release", "--step", "reconcile"];
    let (output, _) = rehearse(&[&lost[..], &["--watch", "3m"]].concat());
    assert!(!text(&output).contains("stayed healthy"), "{}", text(&output));
    assert!(text(&output).contains("TakeOrder"), "{}", text(&output));
}

#[test]
fn a_report_folder_is_one_runs_own_and_what_was_in_it_is_not_this_runs() {
    let folder = Temp::new();
    let report = |name: &str| folder.0.join(name).display().to_string();
    let run = |arguments: &[&str]| program(&[&["rehearse"][..], arguments].concat()).output().unwrap();
    // A record of before is no record of a run that wrote none.
    let used = report("used");
    assert_eq!(run(&["--report", &used, "--step", "stage"]).status.code(), Some(0));
    let invalid = run(&["--report", &used, "--watch", "5s"]);
    assert_eq!(invalid.status.code(), Some(2));
    assert!(text(&invalid).contains("record: none was written"), "{}", text(&invalid));
    assert!(!folder.0.join("used/summary.md").exists());
    // What cannot be used is an input to be fixed, and no fault of ours.
    std::fs::write(folder.0.join("file"), "").unwrap();
    std::fs::create_dir_all(folder.0.join("folders/release.json")).unwrap();
    for name in ["file", "folders"] {
        let refused = run(&["--report", &report(name)]);
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
        assert!(text(&refused).contains("input `report`") && text(&refused).contains(name), "{}", text(&refused));
    }
    assert!(!folder.0.join("folders/lock").exists(), "a refused run leaves nothing");
    // Nothing is written through a link.
    std::fs::create_dir(folder.0.join("linked")).unwrap();
    std::fs::write(folder.0.join("precious"), "precious").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.0.join("precious"), folder.0.join("linked/summary.md")).unwrap();
    assert_eq!(run(&["--report", &report("linked"), "--step", "stage"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(folder.0.join("precious")).unwrap(), "precious");
    assert!(!folder.0.join("linked/lock").exists());
}

#[test]
fn what_is_printed_of_a_probe_has_no_query_and_probes_may_be_given_for_the_sample() {
    let probes = r#"checks: [{ name: a, request: { path: "/api/health?code=SuperSecretQuery1" } }]"#;
    let (output, _) = rehearse(&["--step", "stage", "--probes", probes]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(text(&output).contains("(GET /api/health)"), "{}", text(&output));
    assert!(!text(&output).contains("SuperSecretQuery1"), "{}", text(&output));
}

#[test]
fn what_cannot_be_rehearsed_is_refused_with_what_can() {
    for (arguments, told) in [
        (&["--step", "relaese"][..], "release, stage, promote, rollback, reconcile"),
        (&["--step", "promote"], "put `stage` before it"),
        (&["--kill-at", "lunch"], "sign-in, preflight"),
        (&["--kill-at", "swap", "--cancel-at", "swap"], "give one of them"),
        (&["--expect", "fine"], "rolled-back"),
    ] {
        let (output, _) = rehearse(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output));
        assert!(text(&output).contains(told), "{arguments:?}: {}", text(&output));
    }
}

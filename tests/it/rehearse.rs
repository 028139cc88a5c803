//! The rehearsal as a newcomer runs it: the real binary, real sockets, real TLS, a real app.

use std::path::Path;
use std::process::Output;

use crate::support::Temp;
use crate::support::pages::{doc, yaml_behind};
use crate::support::served::program;
use serde_json::Value;

/// What a rehearsal printed, and its report folder.
pub(crate) fn rehearse(arguments: &[&str]) -> (Output, Temp) {
    let report = Temp::new();
    let all: Vec<&str> =
        ["rehearse", "--report", report.0.to_str().unwrap()].into_iter().chain(arguments.iter().copied()).collect();
    (program(&all).output().unwrap(), report)
}

pub(crate) fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn record(report: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(report.join("release.json")).unwrap()).unwrap()
}

#[test]
fn a_rehearsal_releases_a_real_app() {
    let (output, report) = rehearse(&[]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert_eq!(record(&report.0)["outcome"], "verified");
    // The app itself answers: its commit changed, and it was started from its deployed files.
    assert!(text.contains("production before:  200 { \"commit\": \"0ld"), "{text}");
    assert!(text.contains("production now:     200 { \"commit\": \"5a3p1e"), "{text}");
    assert!(text.contains("started from its deployed files"), "{text}");
    for file in ["summary.md", "journal.jsonl"] {
        assert!(report.0.join(file).is_file(), "{file}");
    }
}

#[test]
fn a_build_on_the_server_is_rehearsed_without_a_world_file() {
    let (output, report) = rehearse(&["--build", "remote", "--watch", "1m"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("the slot `staging` builds what it is sent"), "{text}");
    let record = record(&report.0);
    assert_eq!(record["outcome"], "verified");
    assert!(record["package"]["build"]["built-by"] == "azure", "{}", record["package"]);
}

#[test]
fn a_proxy_of_this_machine_is_not_asked_for_an_azure_that_is_on_it() {
    let report = Temp::new();
    let mut command = program(&["rehearse", "--watch", "1m", "--report", report.0.to_str().unwrap()]);
    let output = command.env("HTTPS_PROXY", "http://127.0.0.1:9").env("https_proxy", "http://127.0.0.1:9").output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

#[test]
fn a_failing_probe_exits_10_and_nothing_was_swapped() {
    let (output, report) = rehearse(&["--fault", "probe-fails"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(10), "{text}");
    assert!(text.contains("swaps that happened in the simulated Azure: 0"), "{text}");
    assert_eq!(record(&report.0)["outcome"], "aborted");
}

#[test]
fn a_wrong_subject_exits_10_and_prints_the_fix_without_a_token() {
    let (output, report) = rehearse(&["--fault", "wrong-subject"]);
    let mut all = text(&output);
    assert_eq!(output.status.code(), Some(10), "{all}");
    assert!(all.contains("az ad app federated-credential create"), "{all}");
    for file in ["release.json", "summary.md", "journal.jsonl"] {
        all += &std::fs::read_to_string(report.0.join(file)).unwrap();
    }
    assert!(!all.contains("eyJ"), "a token in\n{all}");
}

#[test]
fn a_given_app_is_rehearsed_and_run_only_on_request() {
    let folder = Temp::new();
    let app = &folder.0;
    std::fs::create_dir_all(app.join("ping")).unwrap();
    std::fs::write(app.join("host.json"), "{}").unwrap();
    let function = r#"{"bindings":[{"type":"httpTrigger","authLevel":"anonymous"}]}"#;
    std::fs::write(app.join("ping/function.json"), function).unwrap();
    let (output, _report) = rehearse(&[app.to_str().unwrap()]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("scripted answers"), "{text}");
}

#[test]
fn the_world_file_that_the_page_shows_rehearses_as_it_stands() {
    let folder = Temp::new();
    let world = folder.0.join("world.yml");
    std::fs::write(&world, yaml_behind(&doc("simulated-azure.md"), "# The simulated Azure")).unwrap();
    let (output, report) = rehearse(&["--world", world.to_str().unwrap()]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let record = record(&report.0);
    assert_eq!((&record["outcome"], &record["app"]), (&"verified".into(), &"billing".into()), "{text}");
    assert!(!text.contains("warning:"), "{text}");
}

/// The outcome of each named fault, and what a team reads about it.
const NAMED_FAULTS: [(&str, &str, usize, &str); 9] = [
    ("swap-answer-lost", "verified", 1, "the answer was lost"),
    ("slot-redeployed", "stale", 0, "by Ada with az_cli_functions, \"a fix that could not wait\""),
    ("staging-eats-queue", "verified", 1, "takes production's events: TakeParcel"),
    ("token-expires-mid-watch", "verified", 1, "by its critical probes"),
    ("production-5xx-after-swap", "rolled-back", 2, "the database says no"),
    ("functions-throw", "rolled-back", 2, "of TakeOrder since the swap failed"),
    ("swap-silently-reverted", "rolled-back", 1, "restored"),
    ("swap-417", "aborted", 0, "did not respond to http ping"),
    ("swap-fails", "aborted", 0, "could not be started"),
];

/// Each of them mostly waits for its sockets, so two run side by side.
#[test]
fn each_named_fault_shows_its_consequence_in_production() {
    let (first, second) = NAMED_FAULTS.split_at(NAMED_FAULTS.len() / 2);
    std::thread::scope(|scope| {
        for lane in [first, second] {
            scope.spawn(|| lane.iter().for_each(shows_its_consequence));
        }
    });
}

fn shows_its_consequence((fault, outcome, swaps, told): &(&str, &str, usize, &str)) {
    let (output, report) = rehearse(&["--fault", fault]);
    let mut text = text(&output);
    assert_eq!(record(&report.0)["outcome"], *outcome, "{fault}: {text}");
    assert!(text.contains(&format!("swaps that happened in the simulated Azure: {swaps}")), "{fault}: {text}");
    text += &std::fs::read_to_string(report.0.join("summary.md")).unwrap();
    assert!(text.contains(told), "{fault}: {text}");
}

#[test]
fn a_fault_that_does_not_come_is_told_and_fails_the_rehearsal() {
    // Nothing is swapped.
    let (output, _report) = rehearse(&["--step", "stage", "--fault", "production-5xx-after-swap"]);
    let text = text(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("the fault production-5xx-after-swap did not come"), "{text}");
}

#[test]
fn the_help_names_every_fault() {
    let help = text(&program(&["rehearse", "--help"]).output().unwrap());
    for fault in rehearsal::named::NAMED {
        assert!(help.contains(fault.name), "{} is not in\n{help}", fault.name);
    }
}

#[test]
fn an_unknown_fault_is_reported_with_the_known_ones() {
    let output = program(&["rehearse", "--fault", "help"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("probe-fails"), "{}", text(&output));
}

#[test]
fn pack_writes_a_package_and_prints_its_digest() {
    let temporary = Temp::new();
    let folder = &temporary.0;
    std::fs::create_dir_all(folder.join("app")).unwrap();
    std::fs::write(folder.join("app/host.json"), "{}").unwrap();
    let (source, out) = (folder.join("app"), folder.join("out.zip"));
    let pack = |flags: &[&str]| {
        let mut all = vec!["pack", source.to_str().unwrap(), "--out", out.to_str().unwrap()];
        all.extend(flags);
        program(&all).output().unwrap()
    };
    let first = pack(&["--json"]);
    assert!(first.status.success(), "{}", text(&first));
    let line: Value = serde_json::from_slice(&first.stdout).unwrap();
    for field in ["digest", "package_digest", "files", "bytes", "seconds"] {
        assert!(!line[field].is_null(), "{field} in {line}");
    }
    let bytes = std::fs::read(&out).unwrap();
    pack(&[]);
    assert_eq!(std::fs::read(&out).unwrap(), bytes, "the same folder is the same bytes");
    std::fs::remove_file(source.join("host.json")).unwrap();
    let refused = pack(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused).contains("host.json"), "{}", text(&refused));
}

#[test]
fn wrong_arguments_exit_2_with_a_suggestion() {
    let output = program(&["relaese"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("release"), "{}", text(&output));
    let output = program(&["release", "--app-nmae", "x"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output).contains("--app-name"), "{}", text(&output));
    let output = program(&["release", "--watch", "soon"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    for input in ["app-name", "subscription-id", "watch"] {
        assert!(text(&output).contains(input), "{input} in {}", text(&output));
    }
}

//! Faults that a package shows are reported before anything is sent.

use rehearsal::default_world::APP;
use slot_deploy::config::parse_file;
use slot_deploy::preflight::lowerable;
use slot_deploy::record::{Finding, Outcome, Severity};

use crate::support::pages::{doc, yaml_behind};
use crate::support::served::program;
use crate::support::{Rehearsal, Temp, TestApp, Told};

/// A release of an app with this `functionTimeout`, on the Consumption plan on Windows where `consumption`.
fn with_timeout(timeout: &str, consumption: bool) -> Rehearsal {
    let host = format!("{{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"{timeout}\"\n}}");
    let app = TestApp::new(crate::support::COMMIT).file("host.json", &host);
    Rehearsal::of(&app, &TestApp::new("former")).world(|state| {
        let plan = state.app(APP).unwrap().plan.to_lowercase();
        if consumption {
            state.plans.get_mut(&plan).unwrap().tier = "Dynamic".to_owned();
            state.app_mut(APP).unwrap().kind = "functionapp".to_owned();
        }
    })
}

fn of_package(told: &Told) -> Vec<&Finding> {
    told.record.findings.iter().filter(|finding| finding.is_of_package()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_package_with_an_error_ends_as_a_faulty_one_before_azure_is_asked() {
    let told = with_timeout("ten minutes", false).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Invalid, "function-timeout"));
    assert_eq!(told.world.state().requests.len(), 0);
    let [finding] = of_package(&told)[..] else { panic!("{:?}", told.record.findings) };
    assert_eq!((finding.file.as_deref(), finding.line), (Some("host.json"), Some(3)));
    assert!(told.record.reason.starts_with("host.json:3: "), "{}", told.record.reason);
    assert!(told.summary.contains("### Package") && told.summary.contains("`host.json:3`"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn what_only_this_plan_refuses_ends_the_release_before_anything_is_changed() {
    let told = with_timeout("00:30:00", true).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Invalid, "function-timeout"));
    assert_eq!((told.deployments(), told.swaps()), (0, 0), "{:?}", told.effects());
    assert_eq!(with_timeout("00:30:00", false).run().await.outcome(), Outcome::Verified);
}

#[tokio::test(start_paused = true)]
async fn a_lowered_rule_does_not_stop_the_release_and_its_reason_is_in_the_record() {
    for (severity, expected) in [("warning", Severity::Warning), ("off", Severity::Fine)] {
        let rehearsal = with_timeout("00:30:00", true).no_probes();
        let config = rehearsal.temp.0.join("slot-deploy.yml");
        let text = format!("lint:\n  function-timeout: {{ severity: {severity}, reason: the plan changes tonight }}\n");
        std::fs::write(&config, text).unwrap();
        let told = rehearsal.input("config", config.to_str().unwrap()).run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.record.reason);
        let [finding] = of_package(&told)[..] else { panic!("{:?}", told.record.findings) };
        assert_eq!(finding.severity, expected);
        assert!(finding.says.contains("the plan changes tonight"), "{}", finding.says);
        assert!(told.summary.contains("the plan changes tonight"), "{}", told.summary);
    }
}

#[tokio::test(start_paused = true)]
async fn a_warning_about_the_package_stops_only_a_strict_release() {
    let app = || {
        TestApp::new(crate::support::COMMIT)
            .file("local.settings.json", "{}")
            .file(".funcignore", "!local.settings.json\n")
    };
    let release = || Rehearsal::of(&app(), &TestApp::new("former"));
    let told = release().run().await;
    assert_eq!(told.outcome(), Outcome::Verified);
    assert_eq!(of_package(&told).iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Severity::Warning]);
    assert!(told.log.contains("::warning title=package%3A local-settings::"), "{}", told.log);
    let strict = release().input("strict", "true").run().await;
    assert_eq!((strict.outcome(), strict.code()), (Outcome::Invalid, "local-settings"));
}

#[test]
fn pack_reports_findings_as_text_and_as_json_and_an_error_by_its_exit_code() {
    let temp = Temp::new();
    std::fs::create_dir(temp.0.join("app")).unwrap();
    let write = |timeout: &str| {
        let host = format!("{{\n  \"version\": \"2.0\",\n  \"functionTimeout\": \"{timeout}\"\n}}");
        std::fs::write(temp.0.join("app/host.json"), host).unwrap();
    };
    let pack = |more: &[&str]| {
        let output = program(&["pack", "app", "--out", "x.zip"]).args(more).current_dir(&temp.0).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    write("10m");
    let (exit, text) = pack(&[]);
    assert_eq!(exit, Some(2), "{text}");
    assert!(text.contains("  error (function-timeout): host.json:3: `functionTimeout` is `10m`"), "{text}");
    let (exit, line) = pack(&["--json"]);
    assert_eq!(exit, Some(2), "{line}");
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let finding = &line["findings"][0];
    assert_eq!((finding["check"].as_str(), finding["line"].as_u64()), (Some("function-timeout"), Some(3)));
    std::fs::write(temp.0.join("slot-deploy.yml"), "lint: { function-timeout: { severity: off, reason: a sample } }")
        .unwrap();
    let (exit, text) = pack(&[]);
    assert_eq!(exit, Some(0), "{text}");
    assert!(text.contains("lowered (function-timeout): `function-timeout` is off"), "{text}");
    std::fs::remove_file(temp.0.join("slot-deploy.yml")).unwrap();
    write("00:10:00");
    assert_eq!(pack(&["--json"]).0, Some(0));
}

#[test]
fn the_shown_way_to_lower_a_rule_is_read() {
    let shown = yaml_behind(&doc("proofs.md"), "Lower a rule");
    assert_eq!(parse_file(&shown, &lowerable()).unwrap().lint.lowered.len(), 2);
}

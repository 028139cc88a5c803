//! The SARIF log is one that code scanning takes: what SARIF 2.1.0 asks for and what GitHub asks for beyond it (facts: code-scanning).

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::checks::{check, many_faults};
use crate::support::{Rehearsal, Told};
use slot_deploy::preflight::CHECKS;
use slot_deploy::record::{Outcome, RULES, Severity};

/// GitHub cuts longer descriptions of rules.
const LONGEST: usize = 1024;

async fn log_of(world: Rehearsal) -> (Told, Value) {
    let path = world.temp.0.join("runner/check.sarif");
    let told = check(world.input("sarif", path.to_str().unwrap())).await;
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}: {}", told.log));
    (told, serde_json::from_str(&text).unwrap())
}

fn text<'a>(value: &'a Value, at: &str) -> &'a str {
    value.pointer(at).and_then(Value::as_str).unwrap_or_else(|| panic!("{at} in {value:#}"))
}

fn list<'a>(value: &'a Value, at: &str) -> &'a [Value] {
    value.pointer(at).and_then(Value::as_array).unwrap_or_else(|| panic!("{at} in {value:#}"))
}

/// Whether it is a URI from the root of the checkout.
fn is_relative(uri: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte);
    !uri.is_empty() && !uri.starts_with('/') && uri.bytes().all(is_plain) && !uri.split('/').any(|part| part == "..")
}

fn is_well_formed(log: &Value) {
    assert!(text(log, "/$schema").ends_with("sarif-schema-2.1.0.json"));
    assert_eq!((text(log, "/version"), list(log, "/runs").len()), ("2.1.0", 1));
    let run = &log["runs"][0];
    assert_eq!(text(run, "/tool/driver/name"), "slot-deploy");
    let version: Vec<&str> = text(run, "/tool/driver/semanticVersion").split('.').collect();
    assert!(version.len() == 3 && version.iter().all(|part| part.parse::<u32>().is_ok()), "{version:?}");
    assert!(text(run, "/automationDetails/id").ends_with('/'), "a category, and no run");
    let rules = list(run, "/tool/driver/rules");
    let ids: BTreeSet<&str> = rules.iter().map(|rule| text(rule, "/id")).collect();
    assert_eq!(ids.len(), rules.len(), "each rule once");
    for rule in rules {
        for at in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
            assert!(!text(rule, at).is_empty(), "{at} of {rule:#}");
        }
    }
    let mut alerts = BTreeSet::new();
    for result in list(run, "/results") {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&text(result, "/level")), "{result:#}");
        assert!(!text(result, "/message/text").is_empty());
        assert_eq!(list(result, "/locations").len(), 1);
        let place = result.pointer("/locations/0/physicalLocation").unwrap_or_else(|| panic!("{result:#}"));
        assert!(is_relative(text(place, "/artifactLocation/uri")), "{place:#}");
        assert_eq!(text(place, "/artifactLocation/uriBaseId"), "%SRCROOT%");
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        let fingerprints = result["partialFingerprints"].as_object().unwrap();
        assert!(
            !fingerprints.is_empty()
                && fingerprints.values().all(|one| one.as_str().is_some_and(|one| !one.is_empty()))
        );
        let alert = format!("{} {} {:?} {place}", result["ruleId"], result["message"], fingerprints);
        assert!(alerts.insert(alert), "twice: {result:#}");
    }
    // No rule without a result, no result without a rule.
    let named: BTreeSet<&str> = list(run, "/results").iter().map(|result| text(result, "/ruleId")).collect();
    assert_eq!(named, ids);
}

#[tokio::test(start_paused = true)]
async fn many_findings_of_one_app_and_of_several_are_a_log_that_code_scanning_takes() {
    for apps in ["", "shop-orders, not-there"] {
        let (told, log) = log_of(many_faults().input("apps", apps)).await;
        is_well_formed(&log);
        let records = told.record.each_app();
        let found = records.iter().flat_map(|app| &app.findings).filter(|one| one.severity != Severity::Fine).count();
        assert_eq!(list(&log, "/runs/0/results").len(), found);
        assert!(found >= 20, "{found}");
        let has_errors = list(&log, "/runs/0/results").iter().any(|result| result["level"] == "error");
        assert_eq!((has_errors, told.ending.exit_code), (true, 10));
        assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], true);
    }
}

/// Else every upload would close all alerts and open them anew.
#[tokio::test(start_paused = true)]
async fn the_same_findings_have_the_same_fingerprints_in_the_next_run() {
    let fingerprints = |log: &Value| -> BTreeSet<String> {
        let results = list(log, "/runs/0/results").iter();
        results.map(|result| format!("{} {}", result["ruleId"], result["partialFingerprints"])).collect()
    };
    let (told, first) = log_of(many_faults()).await;
    let (_, second) = log_of(told.next_job().variable("GITHUB_RUN_ID", "78")).await;
    assert_eq!(fingerprints(&first), fingerprints(&second));
}

/// Alerts that are not in a log are closed by it: a check that looked at nothing has an error in it, and one that was cut short says that
/// it did not succeed.
#[tokio::test(start_paused = true)]
async fn where_nothing_could_be_looked_at_the_log_does_not_look_like_all_is_well() {
    let unread = Rehearsal::new().variable("ACTIONS_ID_TOKEN_REQUEST_URL", "");
    let unread = unread.variable("GITHUB_WORKFLOW_REF", "contoso/shop/.github/workflows/release.yml@refs/heads/main");
    let (told, log) = log_of(unread).await;
    is_well_formed(&log);
    assert_eq!(list(&log, "/runs/0/results").len(), 1, "{log:#}");
    assert_eq!(log["runs"][0]["results"][0]["level"], "error");
    assert_eq!(told.ending.exit_code, 10);
    let cut_short = Rehearsal::new().input("sarif", told.temp.0.join("runner/cut.sarif").to_str().unwrap());
    let cut_short =
        cut_short.variable("RUNNER_TEMP", told.temp.0.join("runner").to_str().unwrap()).input("command", "check");
    let cut_short = cut_short.cancelled_after(Duration::from_millis(1200)).await;
    assert_eq!((cut_short.outcome(), cut_short.record.findings.len()), (Outcome::Interrupted, 0), "{}", cut_short.log);
    assert!(
        cut_short.summary.contains("Cancelled: whether a release would start is not known"),
        "{}",
        cut_short.summary
    );
    let log: Value =
        serde_json::from_str(&std::fs::read_to_string(told.temp.0.join("runner/cut.sarif")).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let (_, log) = log_of(crate::checks::everything_right()).await;
    is_well_formed(&log);
    assert!(list(&log, "/runs/0/results").is_empty() && list(&log, "/runs/0/tool/driver/rules").is_empty());
}

#[test]
fn what_is_said_of_a_rule_is_not_cut_by_code_scanning() {
    let checks = CHECKS.iter().map(|check| &check.about().explanation);
    for about in checks.chain(RULES.iter().filter_map(|rule| rule.explanation())) {
        for text in [about.title, about.why] {
            assert!(text.chars().count() <= LONGEST, "{}: {}", about.id, text.chars().count());
        }
    }
}

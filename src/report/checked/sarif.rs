//! Findings as SARIF 2.1.0, for code scanning (OASIS, "Static Analysis Results Interchange Format Version 2.1.0"; facts: code-scanning).

use serde_json::{Value, json};

use crate::record::{Digest, Explanation, Finding, Outcome, ReleaseRecord, Severity};
use crate::report::place::in_the_checkout;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The findings of a check, of one app or of many. What is in order is not in it.
pub(in crate::report) fn sarif(record: &ReleaseRecord) -> String {
    let workflow = record.check.as_ref().and_then(|check| check.workflow_file.as_deref());
    let found: Vec<(&ReleaseRecord, &Finding)> = record
        .each_app()
        .iter()
        .flat_map(|record| record.findings.iter().map(move |finding| (record, finding)))
        .collect();
    let found: Vec<_> = found.into_iter().filter(|(_, finding)| finding.severity > Severity::Fine).collect();
    let mut rules: Vec<&str> = found.iter().map(|(_, finding)| finding.check.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let about = |id: &&str| {
        let finding = found.iter().find(|(_, finding)| finding.check.as_str() == *id);
        rule(id, finding.and_then(|(_, finding)| finding.check.explanation()))
    };
    let results: Vec<Value> = found.iter().map(|(record, finding)| result(record, finding, workflow, &rules)).collect();
    // A finding that stops a release is what a check is to find; without one it stopped itself.
    let has_ended = record.outcome == Some(Outcome::Checked) || found.iter().any(|(_, finding)| finding.is_error());
    let (name, version) = record.tool.split_once(' ').unwrap_or((&record.tool, ""));
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": name, "semanticVersion": version, "rules": rules.iter().map(about).collect::<Vec<_>>(),
            }},
            "automationDetails": {"id": "slot-deploy/check/"},
            "invocations": [{"executionSuccessful": has_ended, "exitCode": record.exit_code}],
            "properties": {"outcome": record.outcome},
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

/// The entry of a rule; one of another version has a name only.
fn rule(id: &str, about: Option<&Explanation>) -> Value {
    let Some(about) = about else { return json!({"id": id}) };
    let (title, why, fix) = (about.title, about.why, about.fix);
    json!({
        "id": id,
        "shortDescription": {"text": title},
        "fullDescription": {"text": why},
        "help": {"text": format!("{why}\n\nFix: {fix}"), "markdown": format!("{why}\n\n**Fix:** {fix}")},
    })
}

fn result(record: &ReleaseRecord, finding: &Finding, workflow: Option<&str>, rules: &[&str]) -> Value {
    let id = finding.check.as_str();
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note | Severity::Fine => "note",
    };
    let app = side(record);
    let own = in_the_checkout(record, finding);
    let mut location =
        json!({"logicalLocations": [{"name": record.app, "fullyQualifiedName": app, "kind": "resource"}]});
    if let Some(file) = own.as_deref().or(workflow) {
        // A place without a line, and a file that only stands for one, are shown at its top: code scanning takes no result without.
        let line = own.as_ref().and(finding.line).unwrap_or(1);
        location["physicalLocation"] = json!({
            "artifactLocation": {"uri": uri(file), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": line},
        });
    }
    let place = finding.place().unwrap_or_default();
    let fingerprint = Digest::of(format!("{app}\n{id}\n{place}").as_bytes()).to_string();
    let mut fingerprints = json!({"slotDeployFinding/v1": fingerprint});
    if own.is_none() {
        // Else those of two apps, at the top of one file, would be one alert.
        let short: String = fingerprint.chars().take(16).collect();
        fingerprints["primaryLocationLineHash"] = json!(format!("{short}:1"));
    }
    let text =
        if finding.fix.is_empty() { finding.says.clone() } else { format!("{}\nFix: {}", finding.says, finding.fix) };
    json!({
        "ruleId": id, "ruleIndex": rules.binary_search(&id).ok(), "level": level, "message": {"text": text},
        "locations": [location], "partialFingerprints": fingerprints,
        "properties": {"app": app, "origin": finding.origin},
    })
}

/// What the finding is about, as far as it is known.
fn side(record: &ReleaseRecord) -> String {
    let group = record.resource_group.as_deref().map(|group| format!("{group}/")).unwrap_or_default();
    format!("{group}{}/{}", record.app, record.slot)
}

/// The path of a file as a relative URI.
fn uri(path: &str) -> String {
    let mut shown = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            shown.push(char::from(byte));
        } else {
            shown += &format!("%{byte:02X}");
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{CheckEntry, Code, PackageEntry};
    use crate::report::sample;

    fn results(record: &ReleaseRecord) -> Vec<Value> {
        let log: Value = serde_json::from_str(&sarif(record)).unwrap();
        log["runs"][0]["results"].as_array().unwrap().clone()
    }

    fn record() -> ReleaseRecord {
        let mut record = sample::record(Outcome::Aborted);
        record.package = PackageEntry { folder: Some("src/my app".to_owned()), ..PackageEntry::default() };
        record.findings = vec![
            Finding::error(Code::FUNCTION_TIMEOUT, "too long", "shorten it").at("host.json", Some(3)),
            Finding::warning(Code::AUTO_SWAP_ON, "on", "off"),
            Finding::fine(Code::LOCAL_SETTINGS, "not there"),
        ];
        record
    }

    #[test]
    fn a_finding_with_a_place_is_at_its_line_of_the_checkout_and_names_the_app() {
        let found = &results(&record())[0];
        let location = &found["locations"][0];
        assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "src/my%20app/host.json");
        assert_eq!(location["physicalLocation"]["region"]["startLine"], 3);
        assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "shop-orders/staging");
        assert_eq!(
            (&found["level"], &found["message"]["text"]),
            (&json!("error"), &json!("too long\nFix: shorten it"))
        );
    }

    #[test]
    fn one_without_a_place_is_shown_in_the_workflow_and_is_another_for_another_app() {
        let mut first = record();
        assert!(results(&first)[1]["locations"][0].get("physicalLocation").is_none(), "no file stands for it");
        first.check =
            Some(CheckEntry { workflow_file: Some(".github/workflows/a.yml".into()), ..CheckEntry::default() });
        let place = &results(&first)[1]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], ".github/workflows/a.yml");
        let second = ReleaseRecord { app: "shop-web".to_owned(), ..first.clone() };
        let hash = |record| results(record)[1]["partialFingerprints"]["primaryLocationLineHash"].clone();
        assert!(hash(&first).is_string() && hash(&first) != hash(&second));
        assert_eq!(hash(&first), hash(&first.clone()));
    }

    #[test]
    fn every_result_names_its_rule_and_every_rule_has_a_help_text() {
        let log: Value = serde_json::from_str(&sarif(&record())).unwrap();
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(results(&record()).len(), 2, "what is in order is no result");
        for found in results(&record()) {
            let rule = &rules[found["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], found["ruleId"]);
            assert!(rule["help"]["text"].as_str().unwrap().contains("Fix: "));
        }
    }
}

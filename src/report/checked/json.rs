use serde::Serialize;

use crate::record::{Code, Finding, NotAsked, Origin, Outcome, ReleaseRecord, Severity};
use crate::report::checklist::checklist;
use crate::report::place::in_the_checkout;

/// The form of the document; a change that a reader could stumble over raises it, a further field does not.
const SCHEMA: u32 = 1;

/// What `check --json` prints: `src/docs/check.schema.json` describes it.
#[derive(Serialize)]
struct Checked<'a> {
    schema: u32,
    tool: &'a str,
    outcome: Option<Outcome>,
    exit_code: u8,
    reason: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    fixes: &'a [String],
    requests: u64,
    seconds: f64,
    apps: Vec<App<'a>>,
}

#[derive(Serialize)]
struct App<'a> {
    app: &'a str,
    resource_group: Option<&'a str>,
    slot: &'a str,
    target_slot: &'a str,
    would_start: Option<bool>,
    reason: &'a str,
    requests: u64,
    seconds: f64,
    checklist: Vec<Line>,
    findings: Vec<Found<'a>>,
    not_asked: &'a [NotAsked],
    plan: &'a [String],
}

#[derive(Serialize)]
struct Line {
    id: &'static str,
    says: &'static str,
    mark: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
    findings: Vec<String>,
}

#[derive(Serialize)]
struct Found<'a> {
    id: &'a Code,
    title: Option<&'static str>,
    severity: Severity,
    says: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    fix: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    origin: Origin,
}

/// The document of a check: one line for each app also where it is one.
pub fn check_json(record: &ReleaseRecord) -> String {
    let document = Checked {
        schema: SCHEMA,
        tool: &record.tool,
        outcome: record.outcome,
        exit_code: record.exit_code,
        reason: &record.reason,
        fixes: record.problem.as_ref().map(|problem| problem.hints.as_slice()).unwrap_or_default(),
        requests: requests(record),
        seconds: record.seconds,
        apps: record.each_app().iter().filter(|record| !record.app.is_empty()).map(app).collect(),
    };
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn app(record: &ReleaseRecord) -> App<'_> {
    let lines = checklist(record).into_iter().map(|item| Line {
        id: item.line.id,
        says: item.line.says,
        mark: item.mark.name(),
        why: item.why,
        findings: item.findings,
    });
    App {
        app: &record.app,
        resource_group: record.resource_group.as_deref(),
        slot: &record.slot,
        target_slot: &record.target_slot,
        would_start: match record.outcome {
            Some(Outcome::Checked) => Some(true),
            Some(Outcome::Aborted | Outcome::Invalid) => Some(false),
            _ => None,
        },
        reason: &record.reason,
        requests: requests(record),
        seconds: record.seconds,
        checklist: lines.collect(),
        findings: record.findings.iter().map(|finding| found(record, finding)).collect(),
        not_asked: record.check.as_ref().map(|check| check.not_asked.as_slice()).unwrap_or_default(),
        plan: &record.plan,
    }
}

fn found<'a>(record: &ReleaseRecord, finding: &'a Finding) -> Found<'a> {
    Found {
        id: &finding.check,
        title: finding.check.explanation().map(|about| about.title),
        severity: finding.severity,
        says: &finding.says,
        fix: &finding.fix,
        file: in_the_checkout(record, finding).or_else(|| finding.file.clone()),
        line: finding.line,
        place: finding.place(),
        origin: finding.origin,
    }
}

fn requests(record: &ReleaseRecord) -> u64 {
    record.check.as_ref().map_or(0, |check| check.requests)
}

/// The schema of that document, as it is published.
pub fn check_schema() -> &'static str {
    include_str!("../../docs/check.schema.json")
}

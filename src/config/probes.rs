use std::collections::HashMap;
use std::time::Duration;

use http::Method;

use super::keys::{CHECK, DEFAULTS, PROBES, READINESS};
use super::node::{Content, Node};
use super::problems::Report;
use super::read::Keys;
use super::{Expectation, Probe, Probes, Readiness, StatusSet, expect, request, show_duration};
use crate::record::{ProbePhase, Severity, brief, is_invisible};

/// The time for one try when none is given.
const TIMEOUT: Duration = Duration::from_secs(10);
/// A longer name helps nobody to find its check.
const LONGEST_NAME: usize = 200;

const PHASES: [(&str, ProbePhase); 3] =
    [("stage", ProbePhase::Stage), ("production", ProbePhase::Production), ("rollback", ProbePhase::Rollback)];
const SEVERITIES: [(&str, Severity); 2] = [("critical", Severity::Error), ("warning", Severity::Warning)];

/// `probes:`.
pub(super) fn read(node: &Node, report: &mut Report) -> Probes {
    let keys = Keys::of(node, "`probes`", &PROBES.names(), report);
    let mut probes = Probes::default();
    if let Some(node) = keys.get("readiness") {
        probes.readiness = read_readiness(node, report);
    }
    let defaults = keys.get("defaults").map(|node| Keys::of(node, "`defaults`", &DEFAULTS.names(), report));
    let timeout = defaults.and_then(|defaults| defaults.get("timeout"));
    let timeout = timeout.and_then(|node| report.duration(node, "`timeout`"));
    if let Some(node) = keys.get("checks") {
        probes.checks = read_checks(node, timeout, report);
    }
    probes
}

fn read_readiness(node: &Node, report: &mut Report) -> Readiness {
    let keys = Keys::of(node, "`readiness`", &READINESS.names(), report);
    let mut readiness = Readiness::default();
    if let Some(deadline) = keys.get("deadline").and_then(|node| report.duration(node, "`deadline`")) {
        readiness.deadline = deadline;
    }
    if let Some(interval) = keys.get("interval").and_then(|node| report.duration(node, "`interval`")) {
        readiness.interval = Some(interval);
    }
    if let Some(successes) = keys.get("successes").and_then(|node| report.count(node, "`successes`", 1)) {
        readiness.successes = successes;
    }
    let interval = readiness.last_wait();
    let least = interval.checked_mul(readiness.successes - 1);
    if !report.is_layered && least.is_none_or(|least| least > readiness.deadline) {
        let says = format!(
            "{} successes, {} apart, do not fit into the deadline of {}",
            readiness.successes,
            show_duration(interval),
            show_duration(readiness.deadline)
        );
        report.contradiction(node.place, says);
    }
    readiness
}

/// The list of checks.
pub(super) fn read_checks(node: &Node, timeout: Option<Duration>, report: &mut Report) -> Vec<Probe> {
    let mut names = HashMap::new();
    let mut checks = Vec::new();
    for node in report.list(node, "`checks`") {
        if let Some(name) = node.get("name")
            && let Content::Scalar { text, .. } = &name.content
        {
            match names.get(text) {
                Some(first) => report.repeated(name.place, format!("two checks are named `{}`", brief(text)), *first),
                None => drop(names.insert(text.clone(), name.place)),
            }
            report.check = Some(brief(text));
        }
        checks.extend(read_check(node, timeout, report));
        report.check = None;
    }
    checks
}

fn read_check(node: &Node, default_timeout: Option<Duration>, report: &mut Report) -> Option<Probe> {
    let keys = Keys::of(node, CHECK.what, &CHECK.names(), report);
    let name = keys.required("name", "this check", report).and_then(|node| read_name(node, report));
    let severity = keys.get("severity").and_then(|node| report.choice(node, "`severity`", &SEVERITIES));
    let timeout = keys.get("timeout").and_then(|node| report.duration(node, "`timeout`"));
    let request = keys.required("request", "this check", report).map(|node| request::read(node, report));
    let on = keys.get("on").map(|node| read_phases(node, report));
    if let Some(request) = &request
        && !request.spec.method.is_safe()
        && !request.allows_mutation
        && on.iter().flatten().any(|phase| *phase != ProbePhase::Stage)
    {
        let says = format!("{} on production needs `allow_mutation: true` in the request", request.spec.method);
        report.contradiction(request.method_place, says);
    }
    let (expect, slow) = match keys.get("expect") {
        Some(node) => expect::read(node, report),
        None => (vec![Expectation::Status(StatusSet::success())], None),
    };
    let request = request?.spec;
    Some(Probe {
        name: name?,
        on: on.unwrap_or_else(|| default_phases(&request.method)),
        severity: severity.unwrap_or(Severity::Error),
        request,
        expect,
        slow,
        timeout: timeout.or(default_timeout).unwrap_or(TIMEOUT),
        is_from_input: false,
    })
}

fn read_name(node: &Node, report: &mut Report) -> Option<String> {
    let name = report.text(node, "`name`")?;
    let length = name.chars().count();
    if name.trim().is_empty() {
        report.wrong(node.place, "`name` is empty");
    } else if length > LONGEST_NAME {
        report.wrong(node.place, format!("`name` has {length} characters; at most {LONGEST_NAME} are read by anyone"));
    } else if name.chars().any(is_invisible) {
        report
            .wrong(node.place, format!("`name`, `{}`, holds a character that is not seen (shown as `·`)", brief(name)));
    }
    Some(name.to_owned())
}

fn read_phases(node: &Node, report: &mut Report) -> Vec<ProbePhase> {
    let list = report.list(node, "`on`");
    if list.is_empty() && matches!(node.content, Content::List(_)) {
        report.contradiction(node.place, "`on` is empty, so it would never be asked");
    }
    list.iter().filter_map(|node| report.choice(node, "`on`", &PHASES)).collect()
}

/// Reads are sent to both sides; requests that change something only to the slot, unless configured otherwise.
fn default_phases(method: &Method) -> Vec<ProbePhase> {
    if method.is_safe() { vec![ProbePhase::Stage, ProbePhase::Production] } else { vec![ProbePhase::Stage] }
}

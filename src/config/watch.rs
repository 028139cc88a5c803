use super::keys::{BUDGETS, ERRORS, EXECUTIONS, RULE, SILENCE, WATCH, WATCH_LATENCY};
use super::node::Node;
use super::problems::Report;
use super::read::Keys;
use crate::record::{RuleMode, WatchSpec};

const MODES: [(&str, RuleMode); 3] =
    [("enforce", RuleMode::Enforce), ("observe", RuleMode::Observe), ("off", RuleMode::Off)];

/// `watch:`. Missing keys keep their defaults.
pub(super) fn read(node: &Node, report: &mut Report) -> WatchSpec {
    let mut spec = WatchSpec::default();
    let keys = Keys::of(node, WATCH.what, &WATCH.names(), report);
    for (name, mode) in [
        ("probes", &mut spec.probes),
        ("host", &mut spec.host),
        ("content", &mut spec.content),
        ("functions", &mut spec.functions),
    ] {
        if let Some(node) = keys.get(name) {
            let what = format!("`{name}`");
            let rule = Keys::of(node, &what, &RULE.names(), report);
            put(mode, rule.required("mode", &what, report).and_then(|node| read_mode(node, report)));
        }
    }
    if let Some(node) = keys.get("errors") {
        let rule = Keys::of(node, ERRORS.what, &ERRORS.names(), report);
        let errors = &mut spec.errors;
        put(&mut errors.mode, rule.get("mode").and_then(|node| read_mode(node, report)));
        put(&mut errors.rate, rule.get("rate").and_then(|node| read_share(node, report)));
        put(&mut errors.times_baseline, rule.get("times_baseline").and_then(|node| read_factor(node, report)));
        put(&mut errors.count, read_count(rule, "count", report).map(u64::from));
        put(&mut errors.readings, read_count(rule, "readings", report));
    }
    if let Some(node) = keys.get("latency") {
        let rule = Keys::of(node, WATCH_LATENCY.what, &WATCH_LATENCY.names(), report);
        let latency = &mut spec.latency;
        put(&mut latency.mode, rule.get("mode").and_then(|node| read_mode(node, report)));
        put(&mut latency.times_baseline, rule.get("times_baseline").and_then(|node| read_factor(node, report)));
        let slower_by = rule.get("slower_by").and_then(|node| report.duration(node, "`slower_by`"));
        put(&mut latency.slower_by, slower_by.map(|by| by.as_secs_f64()));
        put(&mut latency.requests, read_count(rule, "requests", report).map(u64::from));
    }
    if let Some(node) = keys.get("silence") {
        let rule = Keys::of(node, SILENCE.what, &SILENCE.names(), report);
        put(&mut spec.silence.mode, rule.get("mode").and_then(|node| read_mode(node, report)));
        put(&mut spec.silence.per_minute, read_count(rule, "per_minute", report).map(f64::from));
    }
    if let Some(node) = keys.get("executions") {
        let rule = Keys::of(node, EXECUTIONS.what, &EXECUTIONS.names(), report);
        put(&mut spec.executions.mode, rule.get("mode").and_then(|node| read_mode(node, report)));
        put(&mut spec.executions.times, read_count(rule, "times", report).map(u64::from));
    }
    if let Some(node) = keys.get("budgets") {
        let rule = Keys::of(node, BUDGETS.what, &BUDGETS.names(), report);
        put(&mut spec.budgets.failures, read_count(rule, "failures", report));
        put(&mut spec.budgets.inconclusive, read_count(rule, "inconclusive", report));
        put(&mut spec.budgets.errors, read_count(rule, "errors", report));
    }
    let before = keys.get("unhealthy_before");
    put(&mut spec.unhealthy_before, before.and_then(|node| report.choice(node, "`unhealthy_before`", &MODES)));
    spec
}

fn put<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}

fn read_mode(node: &Node, report: &mut Report) -> Option<RuleMode> {
    report.choice(node, "`mode`", &MODES)
}

/// `2%` or `0.5%`.
fn read_share(node: &Node, report: &mut Report) -> Option<f64> {
    let text = report.text(node, "`rate`")?;
    let number = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    let number = number.filter(|number| *number > 0.0 && *number <= 100.0);
    if number.is_none() {
        report.wrong(node.place, format!("`{text}` is not a share: write a percentage such as `2%` or `0.5%`"));
    }
    number.map(|number| number / 100.0)
}

/// A factor of one or more.
fn read_factor(node: &Node, report: &mut Report) -> Option<f64> {
    let number = report.number(node, "`times_baseline`")?;
    if number.is_finite() && number >= 1.0 {
        return Some(number);
    }
    report.wrong(node.place, format!("{number} is not a factor: write a number of 1 or more"));
    None
}

fn read_count(rule: Keys<'_>, name: &str, report: &mut Report) -> Option<u32> {
    rule.get(name).and_then(|node| report.count(node, &format!("`{name}`"), 1))
}

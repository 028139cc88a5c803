use std::time::Duration;

use super::event_work::EventWork;
use super::markdown::{code, details, table, text};
use crate::config::show_duration;
use crate::record::{
    Basis, FirstMinute, HostHealth, ReleaseRecord, RuleEntry, RuleMode, RuleSeen, Tick, TrafficEntry, WatchEntry,
    WatchVerdict, clock,
};

/// The watch, with the measurements that were not good.
pub(super) fn watch(record: &ReleaseRecord) -> String {
    let Some(watch) = &record.watch else {
        return String::new();
    };
    let verdict = match &watch.verdict {
        WatchVerdict::Healthy { basis: Basis::Probes, .. } => match EventWork::of(record) {
            Some(work) => format!("no fault was seen by its critical probes; {}", text(work.words())),
            None => "healthy, by its critical probes".to_owned(),
        },
        WatchVerdict::Healthy { .. } => {
            "no fault was seen by host status, functions and content; no critical probe is configured for production"
                .to_owned()
        }
        WatchVerdict::Unhealthy { reason, .. } => format!("**unhealthy**: {}", text(reason)),
        WatchVerdict::Error { reason } => format!("it could not be measured: {}", text(reason)),
        WatchVerdict::Inconclusive { reason } => format!("inconclusive: {}", text(reason)),
    };
    let mut shown = format!(
        "### Watch\n\nProduction was watched for {} of {} with {} measurements: {verdict}.\n\n",
        show_duration(Duration::from_secs(watch.watched_seconds)),
        show_duration(Duration::from_secs(watch.window_seconds)),
        watch.ticks
    );
    shown += &failing(watch);
    shown += &users(watch);
    if !watch.remarkable.is_empty() {
        let rows: Vec<Vec<String>> = watch.remarkable.iter().map(row).collect();
        let body = table(&["At (UTC)", "Probes", "Host", "Content"], &rows);
        shown += &details(&format!("{} measurements that were not good", watch.remarkable.len()), &body);
        shown += "\n";
    }
    shown
}

/// Since when the critical probes failed, and how at last.
fn failing(watch: &WatchEntry) -> String {
    let failed: Vec<&Tick> = watch.remarkable.iter().rev().take_while(|tick| !tick.probes_failed.is_empty()).collect();
    let (Some(last), Some(first), WatchVerdict::Unhealthy { .. }) = (failed.first(), failed.last(), &watch.verdict)
    else {
        return String::new();
    };
    let says = last.probes_failed.first().map(|says| text(says)).unwrap_or_default();
    format!(
        "- Since {} UTC a critical probe has failed; the last answer, at {}: {says}\n",
        clock(first.at),
        clock(last.at)
    )
}

/// What users may have noticed, and the platform's metrics.
fn users(watch: &WatchEntry) -> String {
    let mut lines: Vec<String> = watch.slower.iter().map(|slower| format!("**{}**", text(slower))).collect();
    if let Some(FirstMinute { asked, failed, longest_gap_ms, request }) = &watch.first_minute {
        let gap = show_duration(Duration::from_millis(*longest_gap_ms));
        let what = if request.is_empty() { String::new() } else { format!(" ({})", code(request)) };
        lines.push(match failed {
            0 => format!("In the first minute production was asked {asked} times{what} and always answered."),
            _ => format!("In the first minute {failed} of {asked} requests{what} failed; the longest gap was {gap}."),
        });
    }
    if let Some(TrafficEntry { failed: failed @ 1.., readings: all, error: Some(error), .. }) = &watch.traffic {
        lines.push(format!("The platform's metrics could not be read on {failed} of {all} tries: {}", text(error)));
    }
    let mut shown: String = lines.iter().map(|line| format!("- {line}\n")).collect();
    if !watch.rules.is_empty() {
        let rows: Vec<Vec<String>> = watch.rules.iter().map(rule_row).collect();
        shown += &format!("\n{}", table(&["Rule", "Mode", "Saw", "In numbers"], &rows));
    }
    if shown.is_empty() { shown } else { shown + "\n" }
}

fn rule_row(rule: &RuleEntry) -> Vec<String> {
    let mode = match rule.mode {
        RuleMode::Enforce => "enforce",
        RuleMode::Observe => "observe",
        RuleMode::Off => "off",
    };
    let seen = match rule.seen {
        RuleSeen::Good => "good",
        RuleSeen::Suspect => "suspicious",
        RuleSeen::Bad => "**bad**",
        RuleSeen::TooLittle => "too little data",
        RuleSeen::NotMeasured => "not measured",
    };
    vec![rule.rule.clone(), mode.to_owned(), seen.to_owned(), text(&rule.says)]
}

fn row(tick: &Tick) -> Vec<String> {
    let probes = match (tick.probes_failed.first().or(tick.probes_as_before.first()), tick.probes_unasked.first()) {
        (Some(failed), _) => text(failed),
        (None, Some(name)) => format!("{} could not be asked", text(name)),
        (None, None) => format!("{} passed", tick.probes_passed),
    };
    let host = match &tick.host {
        HostHealth::Running => "running".to_owned(),
        HostHealth::Starting(detail) | HostHealth::Broken(detail) | HostHealth::Unknown(detail) => text(detail),
        HostHealth::AsBefore(detail) => format!("{}, as before the swap", text(detail)),
    };
    let content = match tick.content_is_ours {
        Some(true) => "this release",
        Some(false) => "**another**",
        None => "not read",
    };
    vec![clock(tick.at), probes, host, content.to_owned()]
}

use super::markdown::{details, table, text};
use crate::config::show_duration;
use crate::record::{Basis, HostHealth, ReleaseRecord, Tick, WatchVerdict};
use std::time::Duration;
use time::macros::format_description;

/// How the watch went, with the looks in which something was not good.
pub fn watch(record: &ReleaseRecord) -> String {
    let Some(watch) = &record.watch else {
        return String::new();
    };
    let verdict = match &watch.verdict {
        WatchVerdict::Healthy { basis: Basis::Probes, .. } => "healthy, by its critical probes".to_owned(),
        WatchVerdict::Healthy { .. } => {
            "healthy, by host status, functions and content; no critical probe is configured for production".to_owned()
        }
        WatchVerdict::Unhealthy { reason, .. } => format!("**unhealthy**: {}", text(reason)),
        WatchVerdict::Error { reason } => format!("it could not be measured: {}", text(reason)),
        WatchVerdict::Inconclusive { reason } => format!("inconclusive: {}", text(reason)),
    };
    let mut shown = format!(
        "### Watch\n\nProduction was watched for {} of {} in {} looks: {verdict}.\n\n",
        show_duration(Duration::from_secs(watch.watched_seconds)),
        show_duration(Duration::from_secs(watch.window_seconds)),
        watch.ticks
    );
    if !watch.remarkable.is_empty() {
        let rows: Vec<Vec<String>> = watch.remarkable.iter().map(row).collect();
        let body = table(&["At", "Probes", "Host", "Content"], &rows);
        shown += &details(&format!("{} looks in which something was not good", watch.remarkable.len()), &body);
        shown += "\n";
    }
    shown
}

fn row(tick: &Tick) -> Vec<String> {
    let format = format_description!("[hour]:[minute]:[second]");
    let probes = match (tick.probes_failed.first(), tick.probes_unasked.first()) {
        (Some(failed), _) => text(failed),
        (None, Some(name)) => format!("{} could not be asked", text(name)),
        (None, None) => format!("{} passed", tick.probes_passed),
    };
    let host = match &tick.host {
        HostHealth::Running => "running".to_owned(),
        HostHealth::Starting(detail) | HostHealth::Broken(detail) | HostHealth::Unknown(detail) => text(detail),
    };
    let content = match tick.content_is_ours {
        Some(true) => "this release",
        Some(false) => "**another**",
        None => "not read",
    };
    vec![tick.at.format(format).unwrap_or_default(), probes, host, content.to_owned()]
}

//! The verdicts on series that are the same each time, as somebody reviewed them: whoever changes a rule sees which of them change.

use std::fmt::Write;

use slot_deploy::record::{WatchSpec, WatchVerdict};

use super::chance::Chance;
use super::laws::TUNED;
use super::watching::{Fault, Watched, watch};
use super::week::{DAY, Week};
use super::{SEED, lag};

const SERIES: u64 = 150;
/// Shares of errors about where the limits are.
const SHARES: [f64; 6] = [0.0, 0.02, 0.03, 0.045, 0.08, 0.3];

#[test]
fn the_verdicts_on_known_series_are_those_that_were_reviewed() {
    let mut now = String::new();
    for number in 0..SERIES {
        let _ = writeln!(now, "{}", line(number));
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/watch_quality/verdicts.txt");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap();
    let changed: Vec<_> = reviewed.lines().zip(now.lines()).filter(|(before, now)| before != now).collect();
    assert!(changed.is_empty(), "review these, then write them with UPDATE_DOCS=1: {changed:#?}");
    assert_eq!(reviewed.lines().count(), now.lines().count());
}

/// The app, the fault, and what the watch said of it.
fn line(number: u64) -> String {
    let mut chance = Chance::of(SEED ^ 0x5eed, number);
    let rate = chance.order(0.3, 60.0);
    let week = if number.is_multiple_of(3) {
        Week::of(&TUNED, chance.next())
    } else {
        Week::steady(&TUNED, chance.next(), rate)
    };
    let swap = chance.between(DAY as f64, 6.0 * DAY as f64) as i64;
    let from = if number.is_multiple_of(4) { 0 } else { chance.between(0.0, 420.0) as i64 };
    let share = SHARES[(number % 6) as usize] * chance.between(0.8, 1.2);
    let watched = watch(&week, swap, number, lag(number), Fault::Errors { from, share }, &WatchSpec::default());
    format!("{number}: {rate:.1}/s, {:.1} % from {from} s: {}", share * 100.0, told(&watched))
}

fn told(watched: &Watched) -> String {
    let errors = watched.findings.iter().find(|finding| finding.rule == "errors").unwrap();
    let verdict = match &watched.verdict {
        WatchVerdict::Healthy { with_traffic, .. } => format!("healthy, with traffic {with_traffic}; {}", errors.says),
        WatchVerdict::Unhealthy { reason, .. } => format!("unhealthy, {reason}"),
        WatchVerdict::Inconclusive { reason } => format!("inconclusive, {reason}"),
        WatchVerdict::Error { reason } => format!("error, {reason}"),
    };
    format!("{verdict} at {} s", watched.decided)
}

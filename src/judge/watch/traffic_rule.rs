use std::time::Duration;

use super::{Seen, WatchRules};
use crate::record::{Baseline, Minute, RuleMode, RuleSeen, TrafficSum, WatchSpec};

/// A minute counts as completely reported this long after its end.
pub const REPORTED: Duration = Duration::from_secs(180);
/// Fewer requests say nothing (release-safety §3.5).
pub const FEWEST: u64 = 20;
/// A minute.
pub const MINUTE: Duration = Duration::from_secs(60);

/// A rule that judges the platform's counts.
pub struct TrafficRule {
    /// Its name, as in `slot-deploy.yml`.
    pub id: &'static str,
    /// What it may do.
    pub mode: fn(&WatchSpec) -> RuleMode,
    /// What it sees in the counts as they are known now. `counts` is never empty of meaning: it was read.
    pub see: fn(&WatchRules, &Seen<'_>, &Counts<'_>) -> (RuleSeen, String),
}

/// The newest counts that could be read.
pub struct Counts<'a> {
    /// The minutes that are judged: those which end after the settle time.
    pub judged: &'a [Minute],
    /// Those of them that are complete.
    pub complete: &'a [Minute],
}

impl<'a> Counts<'a> {
    /// From the newest reading that succeeded.
    pub fn newest(rules: &WatchRules, seen: &Seen<'a>) -> Option<Self> {
        let (at, minutes) =
            seen.readings.iter().rev().find_map(|reading| Some((reading.at, reading.minutes.as_ref().ok()?)))?;
        let judged = judged(rules, minutes);
        let complete = judged.partition_point(|minute| minute.at + MINUTE + REPORTED <= at);
        Some(Self { judged, complete: &judged[..complete] })
    }
}

/// The minutes that end after the settle time.
pub fn judged<'a>(rules: &WatchRules, minutes: &'a [Minute]) -> &'a [Minute] {
    let settled = rules.settled();
    &minutes[minutes.partition_point(|minute| minute.at + MINUTE <= settled)..]
}

/// The sums of the baseline windows that hold enough requests.
pub fn usual(baseline: Option<&Baseline>) -> impl Iterator<Item = TrafficSum> + '_ {
    let windows = baseline.into_iter().flat_map(|baseline| &baseline.windows);
    let sums = windows.filter_map(|window| Some(TrafficSum::of(window.minutes.as_ref().ok()?)));
    sums.filter(|sum| sum.requests >= 5 * FEWEST)
}

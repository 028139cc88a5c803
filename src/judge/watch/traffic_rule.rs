use std::time::Duration;

use super::{Observations, WatchRules};
use crate::record::{Baseline, Minute, RuleMode, RuleSeen, TrafficSum, WatchSpec};

/// A minute counts as completely reported this long after its end.
pub(super) const REPORTED: Duration = Duration::from_secs(180);
/// Fewer requests are not judged (facts: watch-rules).
pub(super) const FEWEST: u64 = 20;
/// A minute.
pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// A rule that judges the platform's counts.
pub(super) struct TrafficRule {
    /// Its name, as in `slot-deploy.yml`.
    pub id: &'static str,
    /// Its mode.
    pub mode: fn(&WatchSpec) -> RuleMode,
    /// Its result for the newest counts that could be read.
    pub see: fn(&WatchRules, &Observations<'_>, &Counts<'_>) -> (RuleSeen, String),
}

/// The newest counts that could be read.
pub(super) struct Counts<'a> {
    /// The minutes that are judged, those which end after the settle time, as far as they are complete.
    pub complete: &'a [Minute],
}

impl<'a> Counts<'a> {
    /// From the newest reading that succeeded.
    pub(super) fn newest(rules: &WatchRules, seen: &Observations<'a>) -> Option<Self> {
        let (at, minutes) =
            seen.readings.iter().rev().find_map(|reading| Some((reading.at, reading.minutes.as_ref().ok()?)))?;
        let judged = judged(rules, minutes);
        let complete = judged.partition_point(|minute| minute.at + MINUTE + REPORTED <= at);
        Some(Self { complete: &judged[..complete] })
    }
}

/// The minutes that end after the settle time.
pub(super) fn judged<'a>(rules: &WatchRules, minutes: &'a [Minute]) -> &'a [Minute] {
    let settled = rules.settled();
    &minutes[minutes.partition_point(|minute| minute.at + MINUTE <= settled)..]
}

/// The sums of the baseline windows that hold enough requests.
pub(super) fn usual(baseline: Option<&Baseline>) -> impl Iterator<Item = TrafficSum> + '_ {
    let windows = baseline.into_iter().flat_map(|baseline| &baseline.windows);
    let sums = windows.filter_map(|window| Some(TrafficSum::of(window.minutes.as_ref().ok()?)));
    sums.filter(|sum| sum.requests >= 5 * FEWEST)
}

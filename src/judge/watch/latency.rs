use super::traffic_rule::{Counts, TrafficRule, usual};
use super::{Observations, WatchRules};
use crate::record::{RuleSeen, TrafficSum};

/// Answers take much longer than before. The platform offers no percentiles, only a mean (facts: platform-metrics).
pub(super) const LATENCY: TrafficRule = TrafficRule { id: "latency", mode: |spec| spec.latency.mode, see };

fn see(rules: &WatchRules, seen: &Observations<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
    let spec = &rules.spec.latency;
    let now = TrafficSum::of(counts.complete);
    let before = usual(seen.baseline).filter_map(|sum| sum.seconds).reduce(f64::max);
    let (Some(mean), Some(before)) = (now.seconds.filter(|_| now.requests >= spec.requests), before) else {
        return (RuleSeen::TooLittle, format!("{} requests are too few to compare times", now.requests));
    };
    let says = format!("answers take {mean:.2} s on average; before the swap {before:.2} s");
    let slower = mean >= spec.times_baseline * before && mean >= before + spec.slower_by;
    // Three minutes, as for the measurements.
    let seen = match (slower, now.minutes) {
        (true, 3..) => RuleSeen::Bad,
        (true, _) => RuleSeen::Suspect,
        (false, _) => RuleSeen::Good,
    };
    (seen, says)
}

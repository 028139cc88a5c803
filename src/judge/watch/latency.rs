use super::traffic_rule::{Counts, TrafficRule, usual};
use super::{Seen, WatchRules};
use crate::record::{RuleSeen, TrafficSum};

/// Answers take much longer than before. The platform offers no percentiles, only a mean (release-safety §3.1).
pub const LATENCY: TrafficRule = TrafficRule { id: "latency", mode: |spec| spec.latency.mode, see };

fn see(rules: &WatchRules, seen: &Seen<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
    let spec = &rules.spec.latency;
    let now = TrafficSum::of(counts.complete);
    let before = usual(seen.baseline).filter_map(|sum| sum.seconds).reduce(f64::max);
    let (Some(mean), Some(before)) = (now.seconds.filter(|_| now.requests >= spec.requests), before) else {
        return (RuleSeen::TooLittle, format!("{} requests are too few to compare times", now.requests));
    };
    let says = format!("answers take {mean:.2} s in the mean; before the swap {before:.2} s");
    match mean >= spec.times_baseline * before && mean >= before + spec.slower_by {
        // Three minutes: the same patience as with the looks.
        true if now.minutes >= 3 => (RuleSeen::Bad, says),
        true => (RuleSeen::Suspect, says),
        false => (RuleSeen::Good, says),
    }
}

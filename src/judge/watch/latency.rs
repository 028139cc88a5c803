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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::rules;
    use crate::record::{Baseline, BaselineWindow, Minute};
    use std::time::Duration;
    use time::OffsetDateTime;

    /// Minutes with so many requests each, answered in so many seconds on average.
    fn minutes(count: u64, requests: u64, seconds: f64) -> Vec<Minute> {
        let at = |n: u64| OffsetDateTime::UNIX_EPOCH + Duration::from_secs(60 * n);
        let one = |n| Minute { at: at(n), requests: Some(requests), errors: Some(0), seconds: Some(seconds) };
        (0..count).map(one).collect()
    }

    fn seen(now: &[Minute], before: f64) -> RuleSeen {
        seen_after(minutes(30, 60, before), now)
    }

    fn seen_after(before: Vec<Minute>, now: &[Minute]) -> RuleSeen {
        let window = BaselineWindow { name: "before".to_owned(), minutes: Ok(before) };
        let baseline = Baseline { windows: vec![window] };
        let observations = Observations { ticks: &[], readings: &[], baseline: Some(&baseline), executions: None };
        see(&rules(true), &observations, &Counts { complete: now }).0
    }

    #[test]
    fn answers_are_too_slow_from_a_multiple_and_a_difference_on() {
        let spec = rules(true).spec.latency;
        let needed = |before: f64| (spec.times_baseline * before).max(before + spec.slower_by);
        for before in [0.05, 0.4, 4.0] {
            let at = |mean: f64| seen(&minutes(3, 1000, mean), before);
            assert_eq!(at(needed(before) + 0.001), RuleSeen::Bad, "{before} s");
            assert_eq!(at(needed(before) - 0.001), RuleSeen::Good, "{before} s");
        }
    }

    #[test]
    fn a_window_of_fewer_than_a_hundred_requests_shows_no_usual_time() {
        let slow = minutes(3, 1000, 30.0);
        assert_eq!(seen_after(minutes(1, 100, 0.1), &slow), RuleSeen::Bad);
        assert_eq!(seen_after(minutes(1, 99, 0.1), &slow), RuleSeen::TooLittle);
    }

    #[test]
    fn two_slow_minutes_are_only_suspect_and_few_requests_are_not_judged() {
        let fewest = rules(true).spec.latency.requests;
        assert_eq!(seen(&minutes(2, 1000, 30.0), 0.1), RuleSeen::Suspect);
        assert_eq!(seen(&minutes(1, fewest, 30.0), 0.1), RuleSeen::Suspect);
        assert_eq!(seen(&minutes(1, fewest - 1, 30.0), 0.1), RuleSeen::TooLittle);
        assert_eq!(seen(&[], 0.1), RuleSeen::TooLittle);
    }
}

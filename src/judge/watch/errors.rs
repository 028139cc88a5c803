use super::background::Background;
use super::evidence::{Bursts, Evidence, Fault};
use super::segments::{Segment, segments};
use super::traffic_rule::{Counts, FEWEST, TrafficRule};
use super::{Observations, WatchRules};
use crate::record::{RuleSeen, TrafficSum};

/// Too many answers of 500 and more, for longer than an error burst lasts.
pub(super) const ERRORS: TrafficRule = TrafficRule { id: "errors", mode: |spec| spec.errors.mode, see };

/// The shares that a fault is assumed to have, as multiples of the limit: a small one and a large one.
const SHARES: [f64; 2] = [1.5, 4.5];
/// A larger share is not assumed: some requests succeed in every fault.
const MOST: f64 = 0.97;

fn see(rules: &WatchRules, seen: &Observations<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
    let background = Background::of(seen.baseline);
    let words = |sum: &TrafficSum| {
        let (percent, usual) = (sum.rate() * 100.0, background.counted * 100.0);
        format!(
            "{} of {} requests failed with 5xx, {percent:.1} %; before the swap {usual:.1} %",
            sum.errors, sum.requests
        )
    };
    if let Some(lasting) = Lasting::find(rules, &background, &segments(rules, seen.readings)) {
        let says = format!("{} (over {:.0} s)", words(&lasting.sum), lasting.seconds);
        if lasting.evidence.is_enough() {
            return (RuleSeen::Bad, says);
        }
        if lasting.evidence.is_suspect() {
            return (RuleSeen::Suspect, says);
        }
    }
    let sum = TrafficSum::of(counts.complete);
    match sum.requests {
        FEWEST.. => (RuleSeen::Good, words(&sum)),
        n => (RuleSeen::TooLittle, format!("{n} requests were counted since the swap")),
    }
}

/// Errors up to now, more than are tolerated.
struct Lasting {
    evidence: Evidence,
    /// Since the likeliest start.
    sum: TrafficSum,
    seconds: f64,
}

impl Lasting {
    /// `None` while nothing is more than tolerated, from whichever segment on it is counted.
    fn find(rules: &WatchRules, background: &Background, segments: &[Segment]) -> Option<Self> {
        let spec = &rules.spec.errors;
        let limit = spec.rate.max(spec.times_baseline * background.share);
        let to_the_end: Vec<TrafficSum> = (0..segments.len()).map(|start| sum(&segments[start..])).collect();
        let can_begin = |start: usize| {
            let sum = &to_the_end[start];
            sum.requests >= FEWEST && sum.errors >= spec.count && sum.rate() >= limit
        };
        if !(0..segments.len()).any(can_begin) {
            return None;
        }
        let mut evidence = Evidence::default();
        let mut likeliest = (0.0, 0);
        for share in SHARES.map(|times| (times * limit).min(MOST)) {
            let score = |one: &Segment| background.ratio(share, one.requests, one.errors);
            let scores: Vec<f64> = segments.iter().map(score).collect();
            let bursts = Bursts { readings: spec.readings };
            let fault = Fault { segments, scores: &scores, can_begin: &can_begin, bursts };
            let start = evidence.add(&fault, rules.window.as_secs_f64(), 1.0 / SHARES.len() as f64);
            likeliest = start.filter(|start| start.0 >= likeliest.0).unwrap_or(likeliest);
        }
        let seconds = segments[likeliest.1..].iter().map(|one| one.seconds).sum();
        Some(Self { evidence, sum: to_the_end[likeliest.1], seconds })
    }
}

fn sum(segments: &[Segment]) -> TrafficSum {
    let add = |all: u64, one: u64| all.saturating_add(one);
    TrafficSum {
        requests: segments.iter().map(|one| one.requests).fold(0, add),
        errors: segments.iter().map(|one| one.errors).fold(0, add),
        ..TrafficSum::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::rules;

    /// Segments of ten seconds with a hundred requests; before the swap half a percent failed.
    fn seen(errors: &[u64]) -> &'static str {
        let segments: Vec<Segment> =
            errors.iter().map(|errors| Segment { requests: 100, errors: *errors, seconds: 10.0 }).collect();
        match Lasting::find(&rules(true), &Background::of(None), &segments) {
            Some(lasting) if lasting.evidence.is_enough() => "bad",
            Some(lasting) if lasting.evidence.is_suspect() => "suspect",
            _ => "good",
        }
    }

    #[test]
    fn an_outage_of_a_minute_is_healthy_and_a_longer_one_is_not() {
        let outage = |readings: usize| seen(&[vec![0; 12], vec![50; readings]].concat());
        assert_ne!(outage(6), "bad");
        assert_eq!(outage(8), "bad");
    }

    #[test]
    fn two_outages_of_half_a_minute_are_healthy() {
        assert_ne!(seen(&[vec![0; 6], vec![80; 3], vec![0; 12], vec![80; 3]].concat()), "bad");
    }

    #[test]
    fn a_share_below_the_limit_is_healthy_however_long_it_lasts() {
        assert_eq!(seen(&[2; 60]), "good");
    }

    #[test]
    fn a_small_share_that_stays_is_bad_also_when_it_comes_late() {
        assert_eq!(seen(&[6; 18]), "bad");
        assert_eq!(seen(&[vec![0; 24], vec![8; 18]].concat()), "bad");
    }
}

use super::fresh::{News, news};
use super::traffic_rule::{Counts, FEWEST, TrafficRule};
use super::{Observations, WatchRules};
use crate::record::{Baseline, Minute, RuleSeen, TrafficSum};

/// Too many answers of 500 and more.
///
/// There are two criteria, and an error burst of half a minute meets neither. **Fast**: consecutive readings bring new errors
/// for a minute. **Slow**: the share is too high over several minutes, even without the two worst of them.
pub(super) const ERRORS: TrafficRule = TrafficRule { id: "errors", mode: |spec| spec.errors.mode, see };

/// The assumed usual share of errors without a baseline, and the least that is assumed.
const USUAL: f64 = 0.005;
/// A past minute counts with at most this share of errors.
const ERROR_BURST: f64 = 0.05;
/// A past window with fewer requests is not judged alone.
const MANY: f64 = 1000.0;
/// The required evidence against chance: the natural logarithm of one over its probability.
const EVIDENCE: f64 = 3.9;
const EVIDENCE_CAPPED: f64 = 2.0;
const EVIDENCE_FAST: f64 = 12.0;
const EVIDENCE_ONE: f64 = 3.0;
/// A single minute counts with at most this multiple of the limit.
const CAP: f64 = 1.75;
/// An intermittent outage fails a larger share of the requests than this.
const SMALL: f64 = 0.15;
/// A reading with fewer errors does not count as even with the others.
const EVEN: u64 = 5;
/// The new errors of a reading are bad from this fraction of the limit on.
const NEAR: f64 = 0.67;
/// From this many requests to twice as many …
const PLENTY: f64 = 500.0;
/// … the limit grows, by up to this fraction.
const CLEARER: f64 = 0.4;
/// The slow criterion needs this many minutes: fewer could be one error burst.
const SLOWEST: usize = 6;

fn see(rules: &WatchRules, seen: &Observations<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
    let limit = Limit::here(rules, seen);
    let news = news(rules, seen.readings);
    let readings = rules.spec.errors.readings;
    if let Some(streak) = Streak::at_the_end(&news, readings, &limit, EVIDENCE_FAST) {
        let says = format!("{} (in {} readings in a row)", limit.words(&streak.sum), streak.bad);
        return (RuleSeen::Bad, says);
    }
    if let Some(sum) = slow(counts.judged, &limit) {
        return (RuleSeen::Bad, format!("{} (over {} minutes)", limit.words(&sum), sum.minutes));
    }
    let sum = TrafficSum::of(counts.complete);
    if let Some(streak) = Streak::at_the_end(&news, readings.div_ceil(2), &limit, EVIDENCE) {
        return (RuleSeen::Suspect, limit.words(&streak.sum));
    }
    match sum.requests {
        FEWEST.. => (RuleSeen::Good, limit.words(&sum)),
        n => (RuleSeen::TooLittle, format!("{n} requests were counted since the swap")),
    }
}
/// The limit for this app today.
pub(super) struct Limit {
    /// From this share on.
    pub rate: f64,
    usual: f64,
    count: u64,
}

impl Limit {
    fn here(rules: &WatchRules, seen: &Observations<'_>) -> Self {
        let spec = &rules.spec.errors;
        let usual = usual_rate(seen.baseline);
        Self { rate: spec.rate.max(spec.times_baseline * usual), usual, count: spec.count }
    }

    fn is_broken_by(&self, sum: &TrafficSum, evidence: f64) -> bool {
        sum.requests >= FEWEST
            && sum.errors >= self.count
            && sum.rate() >= self.rate
            && self.evidence(sum.rate(), sum.requests) >= evidence
    }

    /// The limit for so many requests. It rises with their number: many requests scatter less, so a fault has to be clearer.
    fn of(&self, requests: u64) -> f64 {
        let plenty = (requests as f64 / PLENTY - 1.0).clamp(0.0, 1.0);
        self.rate * (1.0 + CLEARER * plenty)
    }

    /// The errors of a minute, up to the cap.
    fn capped(&self, minute: &Minute) -> f64 {
        let sum = TrafficSum::of([minute]);
        (sum.errors as f64).min(CAP * self.rate * sum.requests as f64)
    }

    /// Chernoff's bound: were the usual share still the true one, so many errors would be no likelier than `e^-evidence`.
    fn evidence(&self, seen: f64, requests: u64) -> f64 {
        let usual = self.usual.max(USUAL);
        if seen <= usual {
            return 0.0;
        }
        let rest = if seen < 1.0 { (1.0 - seen) * ((1.0 - seen) / (1.0 - usual)).ln() } else { 0.0 };
        requests as f64 * (seen * (seen / usual).ln() + rest)
    }

    fn words(&self, sum: &TrafficSum) -> String {
        let (percent, usual) = (sum.rate() * 100.0, self.usual * 100.0);
        format!(
            "{} of {} requests failed with 5xx, {percent:.1} %; before the swap {usual:.1} %",
            sum.errors, sum.requests
        )
    }
}

/// The newest readings, nearly all of which brought bad news.
#[derive(Default)]
struct Streak {
    bad: u32,
    sum: TrafficSum,
}

impl Streak {
    /// The longest of at least `readings` bad ones that breaks the limit.
    fn at_the_end(news: &[News], readings: u32, limit: &Limit, evidence: f64) -> Option<Self> {
        let (mut sum, mut found) = (TrafficSum::default(), None);
        for (length, one) in (1..).zip(news.iter().rev()) {
            sum.add(&one.all);
            let bad = news.iter().rev().take(length).filter(|one| one.is_bad(limit, sum.rate())).count();
            let enough = bad >= readings as usize && bad * 4 >= length * 3;
            // A small share that is the same each time is no outage that comes and goes: one reading fewer will do.
            let even = || sum.rate() <= SMALL && news.iter().rev().take(length).all(|one| one.is_like(sum.rate()));
            if (enough || (bad + 1 >= readings as usize && even())) && limit.is_broken_by(&sum, evidence) {
                found = Some(Self { bad: bad as u32, sum });
            }
        }
        found
    }
}

impl News {
    /// Whether enough requests fail as often as those around them.
    fn is_like(&self, around: f64) -> bool {
        self.all.errors >= EVEN && (0.5 * around..=2.0 * around).contains(&self.all.rate())
    }

    /// Too many errors, and not many fewer than in the readings around it: single requests still fail after an error burst.
    fn is_bad(&self, limit: &Limit, around: f64) -> bool {
        let least = (NEAR * limit.rate).max(0.3 * around);
        // A later healthy minute shows that the burst is over, even when an earlier minute still gains errors.
        let is_over = self.last.requests as f64 * around >= 4.0 && self.last.rate() < 0.3 * around;
        self.all.rate() >= least && limit.evidence(self.all.rate(), self.all.requests) >= EVIDENCE_ONE && !is_over
    }
}

/// The newest minutes, at least the minimum and as many as needed, whose share is too high although each minute is capped:
/// two very bad minutes do not outweigh good ones next to them.
fn slow(minutes: &[Minute], limit: &Limit) -> Option<TrafficSum> {
    let known = minutes.len() - minutes.iter().rev().take_while(|minute| minute.requests.is_none()).count();
    let minutes = &minutes[..known];
    (SLOWEST..=minutes.len()).find_map(|length| {
        let newest = &minutes[minutes.len() - length..];
        let capped = newest.iter().map(|minute| limit.capped(minute)).sum::<f64>();
        let all = TrafficSum::of(newest);
        let share = capped / all.requests.max(1) as f64;
        let is_bad = limit.is_broken_by(&all, EVIDENCE)
            && share >= limit.of(all.requests)
            && limit.evidence(share, all.requests) >= EVIDENCE_CAPPED;
        is_bad.then_some(all)
    })
}

/// The worst share of errors among the windows with many requests and all windows together. A minute is capped: a past outage
/// does not raise the limit.
fn usual_rate(baseline: Option<&Baseline>) -> f64 {
    let windows = baseline.into_iter().flat_map(|baseline| &baseline.windows);
    let (mut requests, mut errors, mut worst) = (0.0, 0.0, 0.0_f64);
    for minutes in windows.filter_map(|window| window.minutes.as_ref().ok()) {
        let sums = minutes.iter().map(|minute| TrafficSum::of([minute]));
        let (n, e) = sums.fold((0.0, 0.0), |(n, e), sum| {
            let most = (ERROR_BURST * sum.requests as f64).max(1.0);
            (n + sum.requests as f64, e + (sum.errors as f64).min(most))
        });
        (requests, errors) = (requests + n, errors + e);
        if n >= MANY {
            worst = worst.max(e / n);
        }
    }
    worst.max(if requests > 0.0 { errors / requests } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(requests: u64, errors: u64) -> TrafficSum {
        TrafficSum { minutes: 1, requests, errors, seconds: None }
    }

    #[test]
    fn a_reading_is_like_those_around_it_from_half_to_twice_their_share() {
        let is_like = |errors| News { all: sum(100, errors), last: sum(0, 0) }.is_like(0.2);
        assert_eq!([9, 10, 40, 41].map(is_like), [false, true, true, false]);
        assert!(!News { all: sum(20, EVEN - 1), last: sum(0, 0) }.is_like(0.2), "too few errors to say so");
    }

    #[test]
    fn an_error_burst_is_over_once_the_newest_minute_fails_far_less_than_those_around_it() {
        let limit = Limit { rate: 0.02, usual: 0.0, count: 5 };
        let is_bad = |last| News { all: sum(40, 20), last }.is_bad(&limit, 0.5);
        assert!(is_bad(sum(20, 3)), "just three tenths of the share are not far less");
        assert!(!is_bad(sum(20, 2)));
        assert!(is_bad(sum(7, 0)), "so few requests show no end");
        assert!(!is_bad(sum(8, 0)));
    }
}

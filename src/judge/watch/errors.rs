use super::fresh::{News, news};
use super::traffic_rule::{Counts, FEWEST, TrafficRule};
use super::{Seen, WatchRules};
use crate::record::{Baseline, Minute, RuleSeen, TrafficSum};

/// Too many answers of 500 and more.
///
/// Two ways lead to "bad", and neither can be walked by a blip of half a minute. **Fast**: reading after reading brings bad
/// news, for a minute. **Slow**: the share is too high over some minutes, and still is without the two worst of them.
pub const ERRORS: TrafficRule = TrafficRule { id: "errors", mode: |spec| spec.errors.mode, see };

/// Without a baseline, and below it, this share of errors is thought to be usual.
const USUAL: f64 = 0.005;
/// A minute of the past counts for this share of errors at most.
const BLIP: f64 = 0.05;
/// A window of the past with fewer requests does not speak for itself.
const MANY: f64 = 1000.0;
/// How unlikely chance has to be, as the natural logarithm of one over its probability.
const EVIDENCE: f64 = 3.9;
const EVIDENCE_CAPPED: f64 = 2.0;
const EVIDENCE_FAST: f64 = 12.0;
const EVIDENCE_ONE: f64 = 3.0;
/// A single minute counts for so many times too much at most.
const CAP: f64 = 1.75;
/// What comes and goes takes more of the requests with it.
const SMALL: f64 = 0.15;
/// With fewer errors in it a reading is not even with others.
const EVEN: u64 = 5;
/// A reading's news are bad from this part of too much on.
const NEAR: f64 = 0.67;
/// From so many requests to twice as many …
const PLENTY: f64 = 500.0;
/// … too much becomes more, by this part at last.
const CLEARER: f64 = 0.4;
/// Slow needs this many minutes: fewer could be one blip.
const SLOWEST: usize = 6;

fn see(rules: &WatchRules, seen: &Seen<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
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
        n => (RuleSeen::TooLittle, format!("{n} requests are known of the time since the swap")),
    }
}
/// What is too much, here and today.
pub struct Limit {
    /// From this share on.
    pub rate: f64,
    usual: f64,
    count: u64,
}

impl Limit {
    fn here(rules: &WatchRules, seen: &Seen<'_>) -> Self {
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

    /// What is too much of so many requests: the more there are, the less they scatter, and the clearer it has to be.
    fn of(&self, requests: u64) -> f64 {
        let plenty = (requests as f64 / PLENTY - 1.0).clamp(0.0, 1.0);
        self.rate * (1.0 + CLEARER * plenty)
    }

    /// The errors of a minute, as far as they count.
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

/// The newest readings whose news were bad, nearly all of them.
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
    /// Whether a good count of requests fails as often as those around it.
    fn is_like(&self, around: f64) -> bool {
        self.all.errors >= EVEN && (0.5 * around..=2.0 * around).contains(&self.all.rate())
    }

    /// Too many errors, and not many fewer than those around it: a blip that is over goes on to fail now and then.
    fn is_bad(&self, limit: &Limit, around: f64) -> bool {
        let least = (NEAR * limit.rate).max(0.3 * around);
        // A later minute that is well says that it is over, whatever an earlier one still brings to light.
        let is_over = self.last.requests as f64 * around >= 4.0 && self.last.rate() < 0.3 * around;
        self.all.rate() >= least && limit.evidence(self.all.rate(), self.all.requests) >= EVIDENCE_ONE && !is_over
    }
}

/// The newest minutes, at least some and as many as it takes, whose share is too high although each of them counts for little
/// more than too much: two minutes that are very bad do not make up for the good ones beside them.
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

/// The worst share of errors among the windows with many requests and all windows together. A minute counts for no more than a
/// blip: an outage of the past excuses nothing.
fn usual_rate(baseline: Option<&Baseline>) -> f64 {
    let windows = baseline.into_iter().flat_map(|baseline| &baseline.windows);
    let (mut requests, mut errors, mut worst) = (0.0, 0.0, 0.0_f64);
    for minutes in windows.filter_map(|window| window.minutes.as_ref().ok()) {
        let sums = minutes.iter().map(|minute| TrafficSum::of([minute]));
        let (n, e) = sums.fold((0.0, 0.0), |(n, e), sum| {
            let most = (BLIP * sum.requests as f64).max(1.0);
            (n + sum.requests as f64, e + (sum.errors as f64).min(most))
        });
        (requests, errors) = (requests + n, errors + e);
        if n >= MANY {
            worst = worst.max(e / n);
        }
    }
    worst.max(if requests > 0.0 { errors / requests } else { 0.0 })
}

use super::fresh::{Grade, grades};
use super::traffic::{Counts, FEWEST, TrafficRule, usual, without_worst};
use super::{Seen, WatchRules};
use crate::record::{Minute, RuleMode, RuleSeen, TrafficSum, WatchSpec};

/// Too many answers of 500 and more.
///
/// Two ways lead to "bad", and neither can be walked by a blip of half a minute. **Fast**: reading after reading brings bad
/// news, for a minute. **Slow**: the share is too high over some minutes, and still is without the two worst of them.
pub struct Errors;

/// Without a baseline, and below it, this share of errors is thought to be usual.
const USUAL: f64 = 0.005;
/// How unlikely chance has to be, as the natural logarithm of one over its probability.
const EVIDENCE: f64 = 4.0;
/// Slow needs this many minutes: fewer could be one blip.
const SLOWEST: usize = 4;

impl TrafficRule for Errors {
    fn id(&self) -> &'static str {
        "errors"
    }

    fn mode(&self, spec: &WatchSpec) -> RuleMode {
        spec.errors.mode
    }

    fn see(&self, rules: &WatchRules, seen: &Seen<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
        let limit = Limit::of(rules, seen);
        let streak = Streak::at_the_end(rules, seen, &limit);
        if streak.readings >= rules.spec.errors.readings && limit.is_broken_by(&streak.sum) {
            let says = format!("{} (in {} readings in a row)", limit.words(&streak.sum), streak.readings);
            return (RuleSeen::Bad, says);
        }
        if let Some(sum) = slow(counts.judged, &limit) {
            return (RuleSeen::Bad, format!("{} (over {} minutes)", limit.words(&sum), sum.minutes));
        }
        let sum = TrafficSum::of(counts.complete);
        match (streak.readings, sum.requests) {
            (1.., _) => (RuleSeen::Suspect, limit.words(&streak.sum)),
            (0, FEWEST..) => (RuleSeen::Good, limit.words(&sum)),
            (0, n) => (RuleSeen::TooLittle, format!("{n} requests are known of the time since the swap")),
        }
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
    fn of(rules: &WatchRules, seen: &Seen<'_>) -> Self {
        let spec = &rules.spec.errors;
        let usual = usual(seen.baseline).map(|sum| sum.rate()).fold(0.0, f64::max);
        Self { rate: spec.rate.max(spec.times_baseline * usual), usual, count: spec.count }
    }

    fn is_broken_by(&self, sum: &TrafficSum) -> bool {
        sum.requests >= FEWEST && sum.errors >= self.count && sum.rate() >= self.rate && self.is_no_chance(sum)
    }

    /// Chernoff's bound: were the usual share still the true one, so many errors would be no likelier than `e^-EVIDENCE`.
    fn is_no_chance(&self, sum: &TrafficSum) -> bool {
        let (seen, usual) = (sum.rate(), self.usual.max(USUAL));
        if seen <= usual {
            return false;
        }
        let rest = if seen < 1.0 { (1.0 - seen) * ((1.0 - seen) / (1.0 - usual)).ln() } else { 0.0 };
        sum.requests as f64 * (seen * (seen / usual).ln() + rest) >= EVIDENCE
    }

    fn words(&self, sum: &TrafficSum) -> String {
        let (percent, usual) = (sum.rate() * 100.0, self.usual * 100.0);
        format!(
            "{} of {} requests failed with 5xx, {percent:.1} %; before the swap {usual:.1} %",
            sum.errors, sum.requests
        )
    }
}

/// The readings up to the newest that brought bad news, with none between them that brought good news.
struct Streak {
    readings: u32,
    sum: TrafficSum,
}

impl Streak {
    fn at_the_end(rules: &WatchRules, seen: &Seen<'_>, limit: &Limit) -> Self {
        let mut streak = Self { readings: 0, sum: TrafficSum::default() };
        for (grade, fresh) in grades(rules, seen.readings, limit.rate) {
            match grade {
                Grade::Clean => break,
                Grade::Bad => streak.readings += 1,
                Grade::Neither => {}
            }
            streak.sum.requests += fresh.requests;
            streak.sum.errors += fresh.errors;
        }
        streak
    }
}

/// The newest minutes, at least some and as many as it takes, whose share is too high with and without the two worst.
fn slow(minutes: &[Minute], limit: &Limit) -> Option<TrafficSum> {
    let known = minutes.len() - minutes.iter().rev().take_while(|minute| minute.requests.is_none()).count();
    let minutes = &minutes[..known];
    (SLOWEST..=minutes.len()).find_map(|length| {
        let newest = &minutes[minutes.len() - length..];
        let (all, rest) = (TrafficSum::of(newest), without_worst(newest));
        let stays = rest.errors >= limit.count.div_ceil(2) && rest.rate() >= limit.rate * 0.75;
        (limit.is_broken_by(&all) && stays).then_some(all)
    })
}

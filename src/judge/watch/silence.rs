use super::look::state;
use super::look_rule::Signal;
use super::traffic_rule::{Counts, TrafficRule};
use super::{Observations, WatchRules};
use crate::record::{RuleSeen, TrafficSum};

/// Traffic before the swap is missing after it. A failing start can end all traffic (facts: before-and-after); when the
/// measurements are good nevertheless, the result is only suspect.
pub(super) const SILENCE: TrafficRule = TrafficRule { id: "silence", mode: |spec| spec.silence.mode, see };

/// Consecutive minutes without requests that count as silence.
const SILENT: usize = 3;

fn see(rules: &WatchRules, seen: &Observations<'_>, counts: &Counts<'_>) -> (RuleSeen, String) {
    let just_before = seen.baseline.and_then(|baseline| baseline.windows.first()?.minutes.as_ref().ok());
    let sum = TrafficSum::of(just_before.into_iter().flatten());
    let usual = sum.requests as f64 / f64::from(sum.minutes.max(1));
    if usual < rules.spec.silence.per_minute {
        return (RuleSeen::TooLittle, format!("{usual:.1} requests a minute before the swap are too few to miss them"));
    }
    let silent = counts.complete.iter().rev().take_while(|minute| minute.requests.is_none_or(|n| n == 0)).count();
    let says = format!("{silent} minutes without a known request; before the swap {usual:.0} a minute");
    match silent {
        0 => (RuleSeen::Good, format!("requests keep coming; before the swap {usual:.0} a minute")),
        SILENT.. if seen.ticks.last().is_some_and(|tick| state(rules, tick) != Signal::Good) => (RuleSeen::Bad, says),
        _ => (RuleSeen::Suspect, says),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::{good, rules};
    use crate::record::{Baseline, BaselineWindow, HostHealth, Minute, Tick};
    use std::time::Duration;
    use time::OffsetDateTime;

    fn minutes(requests: &[u64]) -> Vec<Minute> {
        let at = |n: usize| OffsetDateTime::UNIX_EPOCH + Duration::from_secs(60 * n as u64);
        let one =
            |(n, requests): (usize, &u64)| Minute { at: at(n), requests: Some(*requests), errors: None, seconds: None };
        requests.iter().enumerate().map(one).collect()
    }

    fn seen(before: &[u64], now: &[u64], tick: &Tick) -> (RuleSeen, String) {
        let window = BaselineWindow { name: "before".to_owned(), minutes: Ok(minutes(before)) };
        let (baseline, now) = (Baseline { windows: vec![window] }, minutes(now));
        let ticks = std::slice::from_ref(tick);
        let observations = Observations { ticks, readings: &[], baseline: Some(&baseline), executions: None };
        see(&rules(true), &observations, &Counts { complete: &now })
    }

    #[test]
    fn silence_is_bad_only_where_the_look_is_not_good_and_users_were_there_before() {
        let down = Tick { host: HostHealth::Broken("gone".into()), ..good(60) };
        let before = [60, 20, 40];
        assert_eq!(seen(&before, &[30, 0, 0, 0], &down).0, RuleSeen::Bad);
        assert_eq!(seen(&before, &[30, 0, 0, 0], &good(60)).0, RuleSeen::Suspect);
        assert_eq!(seen(&before, &[30, 0, 0], &down).0, RuleSeen::Suspect, "two minutes");
        let coming = (RuleSeen::Good, "requests keep coming; before the swap 40 a minute".to_owned());
        assert_eq!(seen(&before, &[0, 0, 30], &down), coming);
        let least = rules(true).spec.silence.per_minute as u64;
        assert_eq!(seen(&[least, least], &[0, 0, 0], &down).0, RuleSeen::Bad);
        assert_eq!(seen(&[least, least - 1], &[0, 0, 0], &down).0, RuleSeen::TooLittle);
    }
}

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

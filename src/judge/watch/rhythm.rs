use std::time::Duration;

use super::WatchRules;
use super::look::state;
use super::look_rule::Signal;
use crate::record::Tick;

/// The time between two measurements of production while nothing is wrong.
pub const LOOK_INTERVAL: Duration = Duration::from_secs(30);
/// The time between two measurements while something is wrong.
const CLOSE_LOOK: Duration = Duration::from_secs(10);
/// The wait before the next measurement.
pub fn next_look(rules: &WatchRules, ticks: &[Tick]) -> Duration {
    match ticks.last().map(|last| state(rules, last)) {
        Some(Signal::Bad(_)) => CLOSE_LOOK.min(rules.interval),
        _ => rules.interval,
    }
}

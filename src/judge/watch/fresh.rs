//! The new requests and errors of each reading.

use super::WatchRules;
use super::traffic_rule::judged;
use crate::record::{Minute, TrafficReading, TrafficSum};

/// The number of readings that are searched.
const BACK: usize = 24;

/// The news of a reading.
pub(super) struct News {
    /// In all.
    pub all: TrafficSum,
    /// Those of its latest minute.
    pub last: TrafficSum,
}

/// The news of the newest readings that had any, oldest first. Failed readings are skipped.
pub(super) fn news(rules: &WatchRules, readings: &[TrafficReading]) -> Vec<News> {
    let readings = &readings[readings.len().saturating_sub(BACK)..];
    let known: Vec<&[Minute]> =
        readings.iter().filter_map(|reading| Some(judged(rules, reading.minutes.as_ref().ok()?))).collect();
    let grown = known.windows(2).map(|pair| growth(pair[1], pair[0])).filter(|minutes| !minutes.is_empty());
    grown.map(|minutes| News { all: TrafficSum::of(&minutes), last: TrafficSum::of(minutes.last()) }).collect()
}

/// The growth of each minute that grew.
fn growth(now: &[Minute], before: &[Minute]) -> Vec<Minute> {
    let grown = |minute: &Minute| {
        let old = before.iter().find(|old| old.at == minute.at);
        let growth = |now: Option<u64>, old: Option<u64>| now.map(|now| now.saturating_sub(old.unwrap_or_default()));
        Minute {
            at: minute.at,
            requests: growth(minute.requests, old.and_then(|old| old.requests)),
            errors: growth(minute.errors, old.and_then(|old| old.errors)),
            seconds: None,
        }
    };
    now.iter().map(grown).filter(|minute| minute.requests.is_some_and(|requests| requests > 0)).collect()
}

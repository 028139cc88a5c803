//! What each reading brought that the one before it had not known.

use super::WatchRules;
use super::traffic::judged;
use crate::record::{Minute, TrafficReading, TrafficSum};

/// What the news of a reading are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Too many errors.
    Bad,
    /// Clearly not too many.
    Clean,
    /// No news, or news between the two.
    Neither,
}

/// The news of each reading, newest first. Readings that failed are passed over.
pub fn grades<'a>(
    rules: &'a WatchRules,
    readings: &'a [TrafficReading],
    limit: f64,
) -> impl Iterator<Item = (Grade, TrafficSum)> + 'a {
    let mut known = readings.iter().rev().filter_map(|reading| reading.minutes.as_ref().ok());
    let mut newer = known.next();
    std::iter::from_fn(move || {
        let (now, before) = (newer?, known.next());
        newer = before;
        let news = news(judged(rules, now), before.map_or(&[][..], |before| judged(rules, before)));
        Some((grade(&news, limit), TrafficSum::of(&news)))
    })
}

/// The growth of each minute.
fn news(now: &[Minute], before: &[Minute]) -> Vec<Minute> {
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

/// A later minute that is clean says that it is over, whatever an earlier one still brings to light.
fn grade(news: &[Minute], limit: f64) -> Grade {
    let (all, last) = (TrafficSum::of(news), TrafficSum::of(news.last()));
    let is_clean = |sum: &TrafficSum| sum.requests >= 5 && sum.rate() < limit / 2.0;
    if is_clean(&last) || is_clean(&all) {
        return Grade::Clean;
    }
    match all.errors > 0 && all.rate() >= limit {
        true => Grade::Bad,
        false => Grade::Neither,
    }
}

//! What the readings tell of users' requests, in the order in which it happened.

use time::OffsetDateTime;

use super::WatchRules;
use super::traffic_rule::{MINUTE, judged};
use crate::record::{Minute, TrafficReading};

/// What one reading added to a minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Segment {
    pub requests: u64,
    pub errors: u64,
    /// How long it lasted, as far as readings can tell.
    pub seconds: f64,
}

/// The segments of the judged minutes, oldest first. Failed readings are skipped.
pub(super) fn segments(rules: &WatchRules, readings: &[TrafficReading]) -> Vec<Segment> {
    let mut told: Vec<Told> = Vec::new();
    let mut newest: Option<OffsetDateTime> = None;
    let known = readings.iter().filter_map(|reading| Some((reading.at, reading.minutes.as_ref().ok()?)));
    for (at, minutes) in known {
        // A reading tells of a minute that is still counted no more than the time since the reading before it.
        let most = newest.map_or(MINUTE.as_secs_f64(), |before| (at - before).as_seconds_f64());
        for minute in judged(rules, minutes) {
            tell(&mut told, minute, at, most.min(MINUTE.as_secs_f64()));
        }
        newest = Some(at);
    }
    told.sort_by_key(|minute| minute.at);
    let last = told.last().map(|minute| minute.at);
    // Nothing was added to it lately, and a later minute is known: a minute is complete.
    let is_complete = |minute: &Told| Some(minute.grew) < newest && Some(minute.at) < last;
    told.iter().flat_map(|minute| minute.segments(is_complete(minute))).collect()
}

/// A minute as the readings told it.
struct Told {
    at: OffsetDateTime,
    requests: u64,
    errors: u64,
    added: Vec<Segment>,
    /// When it was last added to.
    grew: OffsetDateTime,
}

/// Adds what a reading says of a minute. What becomes less was counted and stays.
fn tell(told: &mut Vec<Told>, minute: &Minute, now: OffsetDateTime, most: f64) {
    let Some(requests) = minute.requests.filter(|requests| *requests > 0) else { return };
    let errors = minute.errors.unwrap_or_default().min(requests);
    let known = told.iter().rposition(|old| old.at == minute.at);
    let place = known.unwrap_or_else(|| {
        told.push(Told { at: minute.at, requests: 0, errors: 0, added: Vec::new(), grew: now });
        told.len() - 1
    });
    let old = &mut told[place];
    let more = Segment {
        requests: requests.saturating_sub(old.requests),
        errors: errors.saturating_sub(old.errors),
        seconds: most,
    };
    (old.requests, old.errors) = (requests.max(old.requests), errors.max(old.errors));
    if more.requests > 0 {
        old.added.push(Segment { errors: more.errors.min(more.requests), ..more });
        old.grew = now;
    } else if let Some(last) = old.added.last_mut() {
        // Errors are counted later than their requests.
        last.errors = last.errors.saturating_add(more.errors).min(last.requests);
    }
}

impl Told {
    /// Of a complete minute, the first and the last segment share what the others leave of it.
    fn segments(&self, is_complete: bool) -> impl Iterator<Item = Segment> {
        let count = self.added.len();
        let inner: f64 = self.added.iter().take(count.saturating_sub(1)).skip(1).map(|one| one.seconds).sum();
        let outer = (MINUTE.as_secs_f64() - inner).max(0.0) / count.min(2) as f64;
        let is_outer = move |number: usize| number == 0 || number + 1 == count;
        self.added.iter().enumerate().map(move |(number, one)| Segment {
            seconds: if is_complete && is_outer(number) { outer } else { one.seconds },
            ..*one
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::watch::tests::rules;
    use std::time::Duration;

    /// Readings, each with its second and with requests and errors of the minutes from the first judged one on.
    fn of(readings: &[(u64, &[(u64, u64)])]) -> Vec<(u64, u64, u64)> {
        let at = |second: u64| OffsetDateTime::UNIX_EPOCH + Duration::from_secs(second);
        let minute = |(number, counts): (u64, &(u64, u64))| Minute {
            at: at(60 + 60 * number),
            requests: Some(counts.0),
            errors: Some(counts.1),
            seconds: None,
        };
        let reading = |(second, minutes): &(u64, &[(u64, u64)])| TrafficReading {
            at: at(*second),
            minutes: Ok((0..).zip(*minutes).map(minute).collect()),
        };
        let mut readings: Vec<_> = readings.iter().map(reading).collect();
        let failed = TrafficReading { at: at(0), minutes: Err("403".to_owned()) };
        readings.insert(1, failed);
        segments(&rules(true), &readings)
            .iter()
            .map(|one| (one.requests, one.errors, one.seconds.round() as u64))
            .collect()
    }

    #[test]
    fn a_reading_adds_what_it_tells_more_of_each_minute_in_the_order_of_minutes() {
        let readings: [(u64, &[(u64, u64)]); 3] = [(200, &[(0, 0)]), (210, &[(10, 1)]), (220, &[(25, 1), (4, 4)])];
        assert_eq!(of(&readings), [(10, 1, 10), (15, 0, 10), (4, 4, 10)]);
    }

    #[test]
    fn a_minute_that_is_told_at_once_lasted_a_minute() {
        let readings: [(u64, &[(u64, u64)]); 3] = [(300, &[(0, 0)]), (310, &[(60, 9)]), (320, &[(60, 9), (50, 0)])];
        assert_eq!(of(&readings), [(60, 9, 60), (50, 0, 10)]);
    }

    #[test]
    fn the_outer_segments_of_a_complete_minute_share_what_the_inner_ones_leave() {
        let readings: [(u64, &[(u64, u64)]); 5] =
            [(300, &[(0, 0)]), (310, &[(5, 0)]), (320, &[(15, 0)]), (330, &[(25, 0)]), (340, &[(25, 0), (5, 0)])];
        assert_eq!(of(&readings)[..3], [(5, 0, 25), (10, 0, 10), (10, 0, 25)]);
    }

    #[test]
    fn errors_that_are_counted_later_than_their_requests_belong_to_these() {
        let readings: [(u64, &[(u64, u64)]); 3] = [(300, &[(0, 0)]), (310, &[(20, 0)]), (320, &[(20, 7)])];
        assert_eq!(of(&readings), [(20, 7, 10)]);
    }
}

//! Users come in their rhythm and are answered by whatever serves their side at that moment. A
//! request waits for a host that starts, up to thirty seconds (facts: functions-host).

use std::f64::consts::TAU;
use std::time::Duration;

use time::OffsetDateTime;

use super::scripted::Script;
use super::{routes, telemetry};
use crate::clock::Clock;
use crate::latency;
use crate::state::{App, Hit, HostState, Place, Rhythm, State, Users};

const BURST: Duration = Duration::from_secs(10);
const BETWEEN_BURSTS: i64 = 300;

/// Lets all users come whose time is before `until`. Nothing else may change in between: the caller
/// goes from one change of the world to the next.
pub fn pass(state: &mut State, clock: &Clock, until: OffsetDateTime) {
    let mut users = std::mem::take(&mut state.traffic.users);
    // The world is brought up to the present with each request; mostly nobody comes in between.
    for group in users.iter_mut().filter(|group| group.next < until || !group.held.is_empty()) {
        let answer = answer(state, &group.place, &group.path).map(|(status, takes)| (status, clock.latency(takes)));
        let mut hits = Vec::new();
        come(group, answer, clock.latency(latency::HOST_HOLD), until, &mut hits);
        telemetry::answered(state, &group.place, &group.path, &hits);
        hits.into_iter().for_each(|hit| state.traffic.note(&group.place, hit));
    }
    state.traffic.users = users;
}

fn come(
    group: &mut Users,
    answer: Option<(u16, Duration)>,
    patience: Duration,
    until: OffsetDateTime,
    hits: &mut Vec<Hit>,
) {
    while group.next < until {
        group.held.push(group.next);
        group.next += gap(group.rhythm, group.next);
    }
    let waiting = std::mem::take(&mut group.held);
    for at in waiting {
        match answer {
            Some((status, took)) => {
                // Who had waited is answered when the host is there, which was at the last change.
                hits.push(Hit { at, status, took });
            }
            None if until - at >= patience => hits.push(Hit { at, status: 503, took: patience }),
            None => group.held.push(at),
        }
    }
}

/// What this side answers now; `None` while its host starts.
fn answer(state: &State, place: &Place, path: &str) -> Option<(u16, Duration)> {
    let Some(side) = state.side(place) else {
        return Some((404, Duration::ZERO));
    };
    if !side.running {
        return Some((403, Duration::ZERO));
    }
    let instances = &side.moving.host.instances;
    if side.moving.host.is_serving() {
        let is_function_app = state.app(&place.app).is_some_and(App::is_function_app);
        let status = routes::status(side, is_function_app, path);
        let delay = Script::of(side.moving.wwwroot()).answer("GET", path, &side.answering_settings()).delay;
        return Some((status, latency::INVOCATION + delay));
    }
    let starts = instances.iter().any(|instance| matches!(instance.state, HostState::Starting | HostState::Absent));
    if starts { None } else { Some((503, Duration::ZERO)) }
}

/// How long after this request the next one comes.
fn gap(rhythm: Rhythm, at: OffsetDateTime) -> Duration {
    let evenly = |per_minute: f64| Duration::from_secs_f64(60.0 / per_minute.max(0.01));
    match rhythm {
        Rhythm::Quiet { per_minute } => evenly(per_minute),
        Rhythm::Bursts { each } => {
            let seconds = u64::try_from(at.unix_timestamp().rem_euclid(BETWEEN_BURSTS)).unwrap_or_default();
            let into = Duration::from_secs(seconds) + Duration::from_nanos(u64::from(at.nanosecond()));
            let next = BURST / each.max(1);
            if into + next < BURST { next } else { Duration::from_secs(BETWEEN_BURSTS.unsigned_abs()) - into }
        }
        Rhythm::Daily { at_noon } => {
            let hour = f64::from(at.hour()) + f64::from(at.minute()) / 60.0;
            evenly(at_noon * (0.525 - 0.475 * (TAU * hour / 24.0).cos()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rhythm: Rhythm, hour: u8) -> usize {
        let start = OffsetDateTime::UNIX_EPOCH + time::Duration::hours(i64::from(hour));
        let mut group =
            Users { place: Place::new("shop", None), path: "/".to_owned(), rhythm, next: start, held: Vec::new() };
        let mut hits = Vec::new();
        let answer = Some((200, Duration::ZERO));
        come(&mut group, answer, Duration::ZERO, start + time::Duration::minutes(10), &mut hits);
        hits.len()
    }

    #[test]
    fn each_rhythm_brings_as_many_as_it_says() {
        assert_eq!(count(Rhythm::Quiet { per_minute: 6.0 }, 3), 60);
        assert_eq!(count(Rhythm::Bursts { each: 40 }, 3), 80);
        let (noon, midnight) = (count(Rhythm::Daily { at_noon: 60.0 }, 12), count(Rhythm::Daily { at_noon: 60.0 }, 0));
        assert!(noon > 590 && midnight < noon / 10, "{noon} at noon, {midnight} at midnight");
    }

    #[test]
    fn who_waits_for_a_host_is_answered_by_it_or_told_after_thirty_seconds() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let rhythm = Rhythm::Quiet { per_minute: 6.0 };
        let mut group =
            Users { place: Place::new("shop", None), path: "/".into(), rhythm, next: start, held: Vec::new() };
        let mut hits = Vec::new();
        let patience = Duration::from_secs(30);
        come(&mut group, None, patience, start + Duration::from_secs(35), &mut hits);
        assert_eq!(hits.iter().map(|hit| hit.status).collect::<Vec<_>>(), [503], "the first one waited too long");
        come(&mut group, Some((200, Duration::ZERO)), patience, start + Duration::from_secs(36), &mut hits);
        assert_eq!(hits.iter().filter(|hit| hit.status == 200).count(), 3);
    }
}

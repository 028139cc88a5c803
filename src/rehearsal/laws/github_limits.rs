//! GitHub's rate limits (facts: github-rest; docs.github.com "Rate limits for the REST API").

use time::{Duration, OffsetDateTime};

use crate::state::{Limits, Spent};

/// Secondary limits ask for a minute of quiet.
pub const QUIET_SECONDS: u32 = 60;

/// Whether a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It is.
    Admitted,
    /// The hour's requests are used up.
    Exhausted,
    /// Too much was asked or made in a short time.
    TooFast,
}

/// Counts a request. `writes`: it changes something; `makes`: people are told about what it makes.
pub fn admit(limits: &mut Limits, writes: bool, makes: bool, now: OffsetDateTime) -> Admission {
    begin_hour(limits, now);
    while limits.recent.front().is_some_and(|spent| spent.at <= now - Duration::hours(1)) {
        limits.recent.pop_front();
    }
    if limits.used >= limits.hourly {
        return Admission::Exhausted;
    }
    limits.used += 1;
    let spent = Spent { at: now, points: if writes { 5 } else { 1 }, makes };
    let minute = || limits.recent.iter().filter(|spent| spent.at > now - Duration::minutes(1));
    let points: u32 = minute().map(|spent| spent.points).sum();
    let made = u32::try_from(minute().filter(|spent| spent.makes).count()).unwrap_or(u32::MAX);
    let made_in_hour = u32::try_from(limits.recent.iter().filter(|spent| spent.makes).count()).unwrap_or(u32::MAX);
    let too_many_made = makes && (made >= limits.made_a_minute || made_in_hour >= limits.made_an_hour);
    if points + spent.points > limits.points_a_minute || too_many_made {
        return Admission::TooFast;
    }
    limits.recent.push_back(spent);
    Admission::Admitted
}

/// Gives a request back that turned out to cost nothing.
pub fn refund(limits: &mut Limits) {
    limits.used = limits.used.saturating_sub(1);
}

/// When the count begins anew.
pub fn begin_hour(limits: &mut Limits, now: OffsetDateTime) -> OffsetDateTime {
    match limits.resets {
        Some(resets) if resets > now => resets,
        _ => {
            let resets = now + Duration::hours(1);
            limits.resets = Some(resets);
            limits.used = 0;
            resets
        }
    }
}

//! Leases on blobs (REST reference, "Lease Blob": the table of outcomes by state).

use time::{Duration, OffsetDateTime};

use super::refusal::{
    LEASE_ALREADY_PRESENT, LEASE_BREAKING_ACQUIRE, LEASE_BREAKING_CHANGE, LEASE_BROKEN_RENEW, LEASE_ID_MISMATCH,
    LEASE_ID_MISMATCH_BLOB, LEASE_ID_MISSING, LEASE_LOST, LEASE_NOT_PRESENT, LEASE_NOT_PRESENT_BLOB, Refusal,
};
use crate::state::Lease;

/// How a lease stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is none.
    Available,
    /// It holds.
    Leased,
    /// Its time is over; it can be renewed while nobody else took it.
    Expired,
    /// It is broken, and holds until its time is over.
    Breaking,
    /// It was broken.
    Broken,
}

impl Standing {
    /// Its name in headers and listings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Leased => "leased",
            Self::Expired => "expired",
            Self::Breaking => "breaking",
            Self::Broken => "broken",
        }
    }

    /// Whether writes need its id.
    pub fn is_locked(self) -> bool {
        matches!(self, Self::Leased | Self::Breaking)
    }
}

/// How a lease stands now.
pub fn standing(lease: Option<&Lease>, now: OffsetDateTime) -> Standing {
    match lease {
        None => Standing::Available,
        Some(Lease { broken_from: Some(from), .. }) if now >= *from => Standing::Broken,
        Some(Lease { broken_from: Some(_), .. }) => Standing::Breaking,
        Some(lease) if end(lease).is_some_and(|end| now >= end) => Standing::Expired,
        Some(_) => Standing::Leased,
    }
}

fn end(lease: &Lease) -> Option<OffsetDateTime> {
    lease.seconds.map(|seconds| lease.since + Duration::seconds(seconds.into()))
}

/// Whether a write may be done with this lease id, or without any.
pub fn permits_write(lease: Option<&Lease>, given: Option<&str>, now: OffsetDateTime) -> Result<(), Refusal> {
    match (standing(lease, now), given) {
        (standing, None) if standing.is_locked() => Err(LEASE_ID_MISSING),
        (_, None) => Ok(()),
        (_, Some(_)) => permits_read(lease, given, now),
    }
}

/// Whether a read may be done with this lease id; without one it always may.
pub fn permits_read(lease: Option<&Lease>, given: Option<&str>, now: OffsetDateTime) -> Result<(), Refusal> {
    let (Some(given), is) = (given, standing(lease, now)) else {
        return Ok(());
    };
    match (is, lease) {
        (Standing::Available, _) | (_, None) => Err(LEASE_NOT_PRESENT_BLOB),
        (_, Some(lease)) if !lease.id.eq_ignore_ascii_case(given) => Err(LEASE_ID_MISMATCH_BLOB),
        (Standing::Expired | Standing::Broken, _) => Err(LEASE_LOST),
        _ => Ok(()),
    }
}

/// Takes a lease.
pub fn acquire(
    lease: &mut Option<Lease>,
    id: String,
    seconds: Option<u32>,
    now: OffsetDateTime,
) -> Result<(), Refusal> {
    let is_own = lease.as_ref().is_some_and(|lease| lease.id.eq_ignore_ascii_case(&id));
    match standing(lease.as_ref(), now) {
        Standing::Leased if !is_own => return Err(LEASE_ALREADY_PRESENT),
        Standing::Breaking if is_own => return Err(LEASE_BREAKING_ACQUIRE),
        Standing::Breaking => return Err(LEASE_ALREADY_PRESENT),
        _ => {}
    }
    *lease = Some(Lease { id, seconds, since: now, broken_from: None });
    Ok(())
}

/// Lets a lease begin anew.
pub fn renew(lease: &mut Option<Lease>, id: &str, now: OffsetDateTime) -> Result<(), Refusal> {
    let standing = standing(lease.as_ref(), now);
    let lease = own(lease, id)?;
    match standing {
        Standing::Breaking | Standing::Broken => Err(LEASE_BROKEN_RENEW),
        _ => {
            lease.since = now;
            Ok(())
        }
    }
}

/// Gives a lease another id.
pub fn change(lease: &mut Option<Lease>, id: &str, proposed: String, now: OffsetDateTime) -> Result<(), Refusal> {
    let standing = standing(lease.as_ref(), now);
    // Asking again after a lost answer is no error.
    let known = match lease {
        Some(lease) if lease.id.eq_ignore_ascii_case(&proposed) => proposed.clone(),
        _ => id.to_owned(),
    };
    if standing == Standing::Available {
        return Err(LEASE_NOT_PRESENT);
    }
    let lease = own(lease, &known)?;
    match standing {
        Standing::Breaking => Err(LEASE_BREAKING_CHANGE),
        Standing::Leased => {
            lease.id = proposed;
            Ok(())
        }
        _ => Err(LEASE_NOT_PRESENT),
    }
}

/// Gives a lease back.
pub fn release(lease: &mut Option<Lease>, id: &str) -> Result<(), Refusal> {
    own(lease, id)?;
    *lease = None;
    Ok(())
}

/// Breaks a lease, whoever has it; answers for how many seconds it still holds.
pub fn break_it(lease: &mut Option<Lease>, period: Option<u32>, now: OffsetDateTime) -> Result<u32, Refusal> {
    let standing = standing(lease.as_ref(), now);
    let Some(lease) = lease else {
        return Err(LEASE_NOT_PRESENT);
    };
    let left = |until: OffsetDateTime| (until - now).whole_seconds().clamp(0, i64::from(u32::MAX)) as u32;
    let rest = match standing {
        Standing::Leased => end(lease).map(left),
        Standing::Breaking => lease.broken_from.map(left),
        _ => Some(0),
    };
    // A lease without end is broken at once unless a period is given; no period makes one hold longer.
    let seconds = match (period, rest) {
        (Some(period), Some(rest)) => period.min(rest),
        (Some(period), None) => period,
        (None, rest) => rest.unwrap_or_default(),
    };
    lease.broken_from = Some(now + Duration::seconds(seconds.into()));
    Ok(seconds)
}

/// No lease has another id than the one that is given; Azurite says so too.
fn own<'a>(lease: &'a mut Option<Lease>, id: &str) -> Result<&'a mut Lease, Refusal> {
    lease.as_mut().filter(|lease| lease.id.eq_ignore_ascii_case(id)).ok_or(LEASE_ID_MISMATCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

    fn later(seconds: i64) -> OffsetDateTime {
        NOW + Duration::seconds(seconds)
    }

    #[test]
    fn a_lease_that_ended_can_be_renewed_until_somebody_else_takes_it() {
        let mut lease = None;
        acquire(&mut lease, "a".to_owned(), Some(15), NOW).unwrap();
        assert_eq!(acquire(&mut lease, "b".to_owned(), Some(15), later(14)), Err(LEASE_ALREADY_PRESENT));
        assert_eq!(permits_write(lease.as_ref(), None, later(14)), Err(LEASE_ID_MISSING));
        assert_eq!(permits_write(lease.as_ref(), Some("a"), later(15)), Err(LEASE_LOST));
        renew(&mut lease, "a", later(16)).unwrap();
        assert_eq!(standing(lease.as_ref(), later(30)), Standing::Leased);
        acquire(&mut lease, "b".to_owned(), None, later(40)).unwrap();
        assert_eq!(renew(&mut lease, "a", later(41)), Err(LEASE_ID_MISMATCH));
        assert_eq!(permits_write(lease.as_ref(), Some("a"), later(41)), Err(LEASE_ID_MISMATCH_BLOB));
    }

    #[test]
    fn a_broken_lease_holds_for_the_rest_of_its_time_and_no_longer() {
        let mut lease = None;
        acquire(&mut lease, "a".to_owned(), Some(60), NOW).unwrap();
        assert_eq!(break_it(&mut lease, None, later(20)), Ok(40));
        assert_eq!(standing(lease.as_ref(), later(59)), Standing::Breaking);
        assert_eq!(renew(&mut lease, "a", later(30)), Err(LEASE_BROKEN_RENEW));
        assert_eq!(break_it(&mut lease, Some(5), later(30)), Ok(5));
        assert_eq!(standing(lease.as_ref(), later(35)), Standing::Broken);
        acquire(&mut lease, "b".to_owned(), None, later(36)).unwrap();
        assert_eq!(break_it(&mut lease, None, later(40)), Ok(0));
    }
}

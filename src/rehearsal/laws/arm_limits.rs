//! Too many requests to the control plane (facts: arm-limits; Microsoft Learn, "Understand how Azure Resource Manager throttles
//! requests"): each principal has a bucket of tokens for each kind of requests, and all of a subscription have one of fifteen
//! times that size. Who finds one empty is told when to come again, and who comes earlier is told anew. How fast buckets fill is
//! a latency like others: in a world without any they are always full.

use std::time::Duration;

use time::OffsetDateTime;

use crate::clock::Clock;
use crate::state::{Bucket, RequestKind, State};

/// The limits of all together are so many times those of one.
const GLOBAL: u32 = 15;

/// How many requests are left, after this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// The kind of the request.
    pub kind: RequestKind,
    /// For this principal.
    pub own: u32,
    /// For all together.
    pub global: u32,
}

/// Counts a request; when there is none left, the error says in how many seconds there is.
pub fn take(
    state: &mut State,
    clock: &Clock,
    principal: &str,
    kind: RequestKind,
    now: OffsetDateTime,
) -> Result<Left, u64> {
    let (size, a_second) = limit(kind);
    let mut draw = |who: Option<&str>, times: u32| {
        let bucket = state.arm_budget.entry((who.map(str::to_lowercase), kind));
        let bucket = bucket.or_insert(Bucket { left: f64::from(size * times), at: now });
        fill(bucket, size * times, clock.latency(Duration::from_secs(1) / (a_second * times)), now)
    };
    draw(Some(principal), 1)?;
    draw(None, GLOBAL)?;
    let mut spend = |who: Option<&str>| match state.arm_budget.get_mut(&(who.map(str::to_lowercase), kind)) {
        Some(bucket) => {
            bucket.left -= 1.0;
            // No bucket holds more than some thousand.
            bucket.left as u32
        }
        None => 0,
    };
    Ok(Left { kind, own: spend(Some(principal)), global: spend(None) })
}

/// The size of a principal's bucket and how many tokens it gets in a second. That of deletions is larger than documented, as
/// recorded.
fn limit(kind: RequestKind) -> (u32, u32) {
    match kind {
        RequestKind::Read => (250, 25),
        RequestKind::Write => (200, 10),
        RequestKind::Delete => (800, 10),
    }
}

/// What came in since; the error is how many seconds it takes until there is one.
fn fill(bucket: &mut Bucket, size: u32, each: Duration, now: OffsetDateTime) -> Result<(), u64> {
    let passed = (now - bucket.at).as_seconds_f64().max(0.0);
    bucket.at = now;
    bucket.left =
        if each.is_zero() { f64::from(size) } else { (bucket.left + passed / each.as_secs_f64()).min(f64::from(size)) };
    let missing = 1.0 - bucket.left;
    // What was filled in parts may lack the last bit of a whole one.
    if missing < 1e-6 { Ok(()) } else { Err(each.mul_f64(missing).as_secs() + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_world::build;

    #[tokio::test]
    async fn who_has_spent_all_waits_and_others_are_served() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let (mut state, clock) = (build("sim.test", now), Clock::new(now, 1.0));
        let mut ask = |who: &str, kind, at| take(&mut state, &clock, who, kind, at).map(|left| (left.own, left.global));
        assert_eq!(ask("me", RequestKind::Read, now), Ok((249, 3749)), "as recorded");
        for _ in 0..249 {
            assert!(ask("me", RequestKind::Read, now).is_ok());
        }
        assert_eq!(ask("me", RequestKind::Read, now), Err(1));
        assert_eq!(ask("me", RequestKind::Write, now), Ok((199, 2999)));
        assert_eq!(ask("you", RequestKind::Read, now), Ok((249, 3499)));
        let later = now + Duration::from_secs(2);
        assert_eq!((0..100).filter(|_| ask("me", RequestKind::Read, later).is_ok()).count(), 50);
    }

    #[tokio::test]
    async fn all_together_have_a_limit_and_a_world_without_latencies_has_none() {
        let now = OffsetDateTime::UNIX_EPOCH;
        for (scale, served) in [(1.0, 3750), (0.0, 4000)] {
            let (mut state, clock) = (build("sim.test", now), Clock::new(now, scale));
            let mut ask = |who: u32| take(&mut state, &clock, &who.to_string(), RequestKind::Read, now).is_ok();
            assert_eq!((0..4000).filter(|number| ask(number % 20)).count(), served);
        }
    }
}

//! A site is written (azure-wire §2.1; recorded three times with a gateway that gave up waiting).
//!
//! A write holds the site's lock until it is through. The gateway waits only so long and then says
//! 504 while the write goes on; who tries again meets the lock, which answers 429 and no
//! Retry-After.

use std::time::Duration;

use time::OffsetDateTime;

use crate::rehearsal::clock::Clock;
use crate::rehearsal::latency;
use crate::rehearsal::state::State;

/// What comes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is through after this long.
    In(Duration),
    /// It goes on, but after this long nobody listens any more.
    Unheard(Duration),
    /// Another write holds the lock.
    Locked,
}

/// Begins a write of `app`.
pub fn begin(state: &mut State, clock: &Clock, app: &str, at: OffsetDateTime) -> Written {
    let app = app.to_lowercase();
    if state.locks.get(&app).is_some_and(|until| at < *until) {
        return Written::Locked;
    }
    let takes = clock.latency(latency::SITE_WRITE);
    state.locks.insert(app, at + takes);
    match takes > latency::GATEWAY_PATIENCE {
        // Answers are delayed by latencies, which the clock stretches; patience is not stretched.
        true => {
            Written::Unheard(latency::SITE_WRITE.mul_f64(latency::GATEWAY_PATIENCE.as_secs_f64() / takes.as_secs_f64()))
        }
        false => Written::In(latency::SITE_WRITE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearsal::default_world::{APP, build};

    #[test]
    fn a_write_that_nobody_waits_for_still_holds_its_lock() {
        let at = OffsetDateTime::UNIX_EPOCH;
        let mut state = build("sim.test", at);
        let slow = Clock::new(at, 1, 10.0);
        let Written::Unheard(after) = begin(&mut state, &slow, APP, at) else { panic!("it was waited for") };
        assert_eq!(slow.latency(after), latency::GATEWAY_PATIENCE);
        let again = at + latency::GATEWAY_PATIENCE;
        assert_eq!(begin(&mut state, &slow, APP, again), Written::Locked);
        assert_ne!(begin(&mut state, &slow, APP, at + Duration::from_secs(1000)), Written::Locked);
    }
}

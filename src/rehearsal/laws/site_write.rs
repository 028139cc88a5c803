//! A site or a slot is written (facts: arm-errors; facts: long-running; recorded three times with a gateway that gave up waiting).
//!
//! A write holds the site's lock until it is through. The gateway waits only so long and then says
//! 504 while the write goes on; who tries again meets the lock, which answers 429 and no
//! Retry-After.

use std::time::Duration;

use time::OffsetDateTime;

use crate::clock::Clock;
use crate::latency;
use crate::state::State;

/// What comes of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is through after this long.
    In(Duration),
    /// It goes on, but after this long nobody listens any more.
    Unheard(Duration),
}

/// Whether another write of `app`, or of one of its slots, holds the lock.
pub fn is_locked(state: &State, app: &str, at: OffsetDateTime) -> bool {
    state.locks.get(&app.to_lowercase()).is_some_and(|until| at < *until)
}

/// Begins a write of `app`, which has its effect whoever hears of it.
pub fn begin(state: &mut State, clock: &Clock, app: &str, at: OffsetDateTime) -> Written {
    let takes = clock.latency(latency::SITE_WRITE);
    state.locks.insert(app.to_lowercase(), at + takes);
    if takes > latency::GATEWAY_PATIENCE {
        // Answers are delayed by latencies, which the clock stretches; patience is not stretched.
        Written::Unheard(latency::SITE_WRITE.mul_f64(latency::GATEWAY_PATIENCE.as_secs_f64() / takes.as_secs_f64()))
    } else {
        Written::In(latency::SITE_WRITE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::default_world::{APP, build};

    #[test]
    fn a_write_that_nobody_waits_for_still_holds_its_lock() {
        let at = OffsetDateTime::UNIX_EPOCH;
        let mut state = build("sim.test", at);
        let slow = Clock::new(at, 10.0);
        let Written::Unheard(after) = begin(&mut state, &slow, APP, at) else { panic!("it was waited for") };
        assert_eq!(slow.latency(after), latency::GATEWAY_PATIENCE);
        assert!(is_locked(&state, APP, at + latency::GATEWAY_PATIENCE));
        assert!(!is_locked(&state, APP, at + Duration::from_secs(1000)));
    }
}

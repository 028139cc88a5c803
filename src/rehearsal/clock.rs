//! The world's clock.

use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

/// Longer than this nothing takes; times beyond the calendar could not be told.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);

/// The world's clock: that of the runtime, which tests pause and rehearsals let jump.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Instant,
    wall: OffsetDateTime,
    scale: f64,
}

impl Clock {
    /// Shows `wall` now; every latency of the world is multiplied by `scale`.
    pub fn new(wall: OffsetDateTime, scale: f64) -> Self {
        Self { start: Instant::now(), wall, scale: scale.max(0.0) }
    }

    /// The simulated time.
    pub fn now(&self) -> OffsetDateTime {
        self.wall + self.start.elapsed()
    }

    /// How long something takes in this world that takes `duration` in Azure; never longer than a
    /// month, whatever the scale.
    pub fn latency(&self, duration: Duration) -> Duration {
        Duration::try_from_secs_f64(duration.as_secs_f64() * self.scale).map_or(LONGEST, |time| time.min(LONGEST))
    }

    /// Lets simulated time pass.
    pub async fn pass(&self, duration: Duration) {
        if !duration.is_zero() {
            tokio::time::sleep(duration).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_scale_leads_beyond_the_calendar() {
        let clock = |scale| Clock::new(OffsetDateTime::UNIX_EPOCH, scale);
        assert_eq!(clock(1.0).latency(Duration::from_millis(1500)), Duration::from_millis(1500));
        assert_eq!(clock(0.0).latency(Duration::MAX), Duration::ZERO);
        for scale in [1.0, 1e300, f64::MAX, f64::NAN] {
            assert!(clock(scale).latency(Duration::MAX) <= LONGEST, "{scale}");
        }
    }
}

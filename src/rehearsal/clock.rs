//! The world's clock.

use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

/// The world's clock: simulated time runs `speed` times faster than the clock of the runtime, which
/// tests pause.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Instant,
    wall: OffsetDateTime,
    speed: u32,
    scale: f64,
}

impl Clock {
    /// Shows `wall` now and runs at `speed`; every latency of the world is multiplied by `scale`.
    pub fn new(wall: OffsetDateTime, speed: u32, scale: f64) -> Self {
        Self { start: Instant::now(), wall, speed: speed.max(1), scale: scale.max(0.0) }
    }

    /// The simulated time.
    pub fn now(&self) -> OffsetDateTime {
        self.wall + self.start.elapsed() * self.speed
    }

    /// How long something takes in this world that takes `duration` in Azure.
    pub fn latency(&self, duration: Duration) -> Duration {
        duration.mul_f64(self.scale)
    }

    /// Lets simulated time pass.
    pub async fn pass(&self, duration: Duration) {
        if !duration.is_zero() {
            tokio::time::sleep(duration / self.speed).await;
        }
    }
}

use std::future::Future;
use std::ops::{Add, Sub};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

/// A point in paced time: how long after the start of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Duration);

impl Sub for Moment {
    type Output = Duration;
    fn sub(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// A moment beyond all time is the last one there is: waits come from answers of services too.
impl Add<Duration> for Moment {
    type Output = Moment;
    fn add(self, later: Duration) -> Moment {
        Moment(self.0.saturating_add(later))
    }
}

impl Moment {
    /// The moment `earlier` before this one, or the start of the run.
    pub fn before(self, earlier: Duration) -> Moment {
        Moment(self.0.saturating_sub(earlier))
    }

    /// Time since the start of the run.
    pub fn since_start(self) -> Duration {
        self.0
    }
}

/// The clock that all chosen waits go by: that of the runtime, which jumps over waits in tests and rehearsals.
///
/// Wall time is the wall time of the start plus what this clock counted since, so that the report of a rehearsal shows the times
/// of a real release.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    start: Instant,
    wall: OffsetDateTime,
}

impl Pace {
    /// A clock that shows the time of the machine now.
    pub fn real() -> Self {
        Self::starting(OffsetDateTime::now_utc())
    }

    /// A clock that shows `wall` now.
    pub fn starting(wall: OffsetDateTime) -> Self {
        Self { start: Instant::now(), wall }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        Moment(self.start.elapsed())
    }

    /// The present wall time.
    pub fn wall(&self) -> OffsetDateTime {
        self.wall_at(self.now())
    }

    /// The wall time of a moment.
    pub fn wall_at(&self, moment: Moment) -> OffsetDateTime {
        let later = time::Duration::try_from(moment.0).unwrap_or(time::Duration::MAX);
        self.wall.saturating_add(later)
    }

    /// Waits.
    pub async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    /// Waits until `moment`; not at all when it has passed.
    pub async fn sleep_until(&self, moment: Moment) {
        self.sleep(moment - self.now()).await;
    }

    /// The output of `work`, or `None` when it took longer than `limit`.
    pub async fn within<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(limit, work).await.ok()
    }
}

/// Runs `work`, which would block, off the runtime. The virtual clock of tests stops for that time.
///
/// # Panics
/// When `work` does.
pub async fn off_runtime<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn wall_time_is_that_of_the_start_and_what_passed_since() {
        let pace = Pace::starting(OffsetDateTime::UNIX_EPOCH);
        pace.sleep(Duration::from_secs(600)).await;
        assert_eq!((pace.now().since_start().as_secs(), pace.wall().unix_timestamp()), (600, 600));
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_exceeds_its_limit_is_cancelled() {
        let slow = tokio::time::sleep(Duration::from_secs(7));
        assert!(Pace::real().within(Duration::from_secs(6), slow).await.is_none());
    }
}

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

/// The clock that all chosen waits go by: 1 in production, faster in a rehearsal.
///
/// Wall time is the wall time of the start plus what this clock counted since, so that a
/// rehearsal's report shows the times of a real release and tests under tokio's paused clock show
/// one that moves.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    start: Instant,
    wall: OffsetDateTime,
    factor: u32,
}

impl Pace {
    /// One second lasts one second.
    pub fn real() -> Self {
        Self::faster(1)
    }

    /// `factor` seconds pass in one.
    pub fn faster(factor: u32) -> Self {
        Self::starting(OffsetDateTime::now_utc(), factor)
    }

    /// A clock that shows `wall` now.
    pub fn starting(wall: OffsetDateTime, factor: u32) -> Self {
        Self { start: Instant::now(), wall, factor: factor.max(1) }
    }

    /// How many times faster than real time.
    pub fn factor(&self) -> u32 {
        self.factor
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        Moment(self.start.elapsed() * self.factor)
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
        tokio::time::sleep(duration / self.factor).await;
    }

    /// Waits until `moment`; not at all when it has passed.
    pub async fn sleep_until(&self, moment: Moment) {
        self.sleep(moment - self.now()).await;
    }

    /// The output of `work`, which asks somebody, or `None` when it took longer than `limit`. Real time, as for each attempt of
    /// a request: a rehearsal's network is no faster than any other.
    pub async fn answered_within<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(limit, work).await.ok()
    }

    /// The output of `work`, or `None` when it took longer than `limit`.
    pub async fn within<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout(limit / self.factor, work).await.ok()
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
    async fn a_fast_pace_waits_less_and_shows_the_full_time() {
        let pace = Pace::faster(60);
        let real = Instant::now();
        pace.sleep(Duration::from_secs(600)).await;
        assert_eq!(real.elapsed().as_secs(), 10);
        assert_eq!(pace.now().since_start().as_secs(), 600);
        assert_eq!((pace.wall() - pace.wall).whole_seconds(), 600);
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_exceeds_its_limit_is_cancelled() {
        let pace = Pace::faster(10);
        let slow = tokio::time::sleep(Duration::from_secs(7));
        assert!(pace.within(Duration::from_secs(60), slow).await.is_none());
    }
}

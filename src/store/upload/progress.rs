use std::sync::atomic::{AtomicU64, Ordering};

use crate::http::{Moment, PROGRESS, Pace};

/// How far an upload is, for people.
pub(super) struct Progress {
    pace: Pace,
    began: Moment,
    total: u64,
    done: AtomicU64,
}

impl Progress {
    /// Nothing of `total` bytes is done.
    pub(super) fn of(total: u64, pace: Pace) -> Self {
        Self { pace, began: pace.now(), total, done: AtomicU64::new(0) }
    }

    /// How many bytes have arrived.
    pub(super) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// So many bytes more have arrived.
    pub(super) fn add(&self, bytes: u64) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let seconds = (self.pace.now() - self.began).as_secs_f64();
        tracing::info!(target: PROGRESS, "{}", words(done, self.total, seconds));
    }
}

fn words(done: u64, total: u64, seconds: f64) -> String {
    let (done, total) = (done as f64 / 1e6, total as f64 / 1e6);
    let so_far = format!("uploading: {done:.1} of {total:.1} MB");
    if seconds < 1.0 || done <= 0.0 {
        return so_far;
    }
    // Too little to go by.
    if done < total / 20.0 && seconds < 5.0 {
        return so_far;
    }
    let rate = done / seconds;
    let left = ((total - done).max(0.0) / rate).ceil();
    format!("{so_far}, {rate:.1} MB/s, {left:.0} s left")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn rate_and_time_left_are_told_once_there_is_something_to_measure() {
        assert_eq!(words(1_000_000, 10_000_000, 0.2), "uploading: 1.0 of 10.0 MB");
        assert_eq!(words(4_000_000, 10_000_000, 2.0), "uploading: 4.0 of 10.0 MB, 2.0 MB/s, 3 s left");
    }
}

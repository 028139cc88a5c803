use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use time::OffsetDateTime;

use crate::azure::{Side, measured, read_traffic};
use crate::http::Pace;
use crate::record::{Baseline, BaselineEntry, Minute, TrafficEntry, TrafficReading, TrafficSum};

/// The time between two readings; the rules about users' requests count in these.
const RHYTHM: Duration = Duration::from_secs(10);
/// After this many consecutive failures (facts: watch-rules) it is read less often.
const FAILURES: usize = 4;
const RELUCTANT: Duration = Duration::from_secs(60);
/// Older readings are neither repeated nor kept: the rules look at the newest minutes, and a watch may last for hours.
const RECENT: Duration = Duration::from_secs(30 * 60);
const KEPT: usize = 60;
/// Minutes before the swap that are read as well: the first one judged may have begun before it.
const EARLIER: Duration = Duration::from_secs(60);

/// The platform's metrics of users' requests during the watch, without this program's own requests.
#[derive(Default)]
pub(super) struct Traffic {
    readings: Mutex<Vec<TrafficReading>>,
    counts: Mutex<Counts>,
    own: Mutex<BTreeMap<i64, Own>>,
}

/// All readings, also those that are not kept.
#[derive(Debug, Clone, Default)]
struct Counts {
    readings: u32,
    failed: u32,
    error: Option<String>,
}

/// This program's own requests in one minute.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    requests: u64,
    errors: u64,
}

impl Traffic {
    /// Reads without an end: the watch drops it. A failure is a reading, too.
    pub(super) async fn keep_reading(&self, pace: Pace, production: &Side, since: OffsetDateTime) {
        loop {
            let at = pace.wall();
            let from = (since - EARLIER).max(at - RECENT);
            let minutes = measured(read_traffic(production.arm(), production.at(), from, at)).await;
            let minutes = minutes.map(|minutes| self.without_own(minutes)).map_err(|error| error.to_string());
            let reluctant = {
                locked(&self.counts).count(&minutes);
                let mut readings = locked(&self.readings);
                if readings.len() == KEPT {
                    readings.remove(0);
                }
                readings.push(TrafficReading { at, minutes });
                readings.len() >= FAILURES
                    && readings.iter().rev().take(FAILURES).all(|reading| reading.minutes.is_err())
            };
            pace.sleep(if reluctant { RELUCTANT } else { RHYTHM }).await;
        }
    }

    /// Counts requests of this program to production.
    pub(super) fn asked(&self, at: OffsetDateTime, requests: u64, errors: u64) {
        let mut own = locked(&self.own);
        let minute = own.entry(minute_of(at)).or_default();
        minute.requests += requests;
        minute.errors += errors;
    }

    /// The newest readings, oldest first.
    pub(super) fn readings(&self) -> Vec<TrafficReading> {
        locked(&self.readings).clone()
    }

    /// Its entry in the record.
    pub(super) fn entry(&self, baseline: Option<&Baseline>) -> TrafficEntry {
        let readings = locked(&self.readings);
        let counts = locked(&self.counts).clone();
        let newest = readings.iter().rev().find_map(|reading| reading.minutes.as_ref().ok());
        let windows = baseline.into_iter().flat_map(|baseline| &baseline.windows);
        TrafficEntry {
            readings: counts.readings,
            failed: counts.failed,
            error: counts.error,
            minutes: newest.cloned().unwrap_or_default(),
            baseline: windows
                .map(|window| BaselineEntry {
                    window: window.name.clone(),
                    sum: window.minutes.as_ref().ok().map(TrafficSum::of),
                })
                .collect(),
        }
    }

    fn without_own(&self, minutes: Vec<Minute>) -> Vec<Minute> {
        let own = locked(&self.own);
        let less = |minute: Minute| {
            let own = own.get(&minute_of(minute.at)).copied().unwrap_or_default();
            Minute {
                requests: minute.requests.map(|requests| requests.saturating_sub(own.requests)),
                errors: minute.errors.map(|errors| errors.saturating_sub(own.errors)),
                ..minute
            }
        };
        minutes.into_iter().map(less).collect()
    }
}

impl Counts {
    fn count(&mut self, reading: &Result<Vec<Minute>, String>) {
        self.readings += 1;
        if let Err(error) = reading {
            self.failed += 1;
            self.error = Some(error.clone());
        }
    }
}

fn minute_of(at: OffsetDateTime) -> i64 {
    at.unix_timestamp().div_euclid(60)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The platform's metrics of one minute. An absent value was not reported, which is not zero (facts: metrics-api).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Minute {
    /// When it begins.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Requests; at least so many while the minute is young.
    pub requests: Option<u64>,
    /// Requests that were answered with 500 or more; likewise.
    pub errors: Option<u64>,
    /// The mean time to an answer, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// Production's traffic as reported at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct TrafficReading {
    /// When it was read.
    pub at: OffsetDateTime,
    /// The minutes, oldest first; or why they could not be read.
    pub minutes: Result<Vec<Minute>, String>,
}

/// Sums over several minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct TrafficSum {
    /// Minutes in which requests were reported.
    pub minutes: u32,
    /// Requests.
    pub requests: u64,
    /// Requests that were answered with 500 or more.
    pub errors: u64,
    /// The mean time to an answer, in seconds, each minute weighed by its requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

impl TrafficSum {
    /// The sums over `minutes`.
    pub fn of<'a>(minutes: impl IntoIterator<Item = &'a Minute>) -> Self {
        let (mut sum, mut timed, mut seconds) = (Self::default(), 0, 0.0);
        for minute in minutes {
            let Some(requests) = minute.requests else { continue };
            sum.minutes = sum.minutes.saturating_add(1);
            sum.requests = sum.requests.saturating_add(requests);
            sum.errors = sum.errors.saturating_add(minute.errors.unwrap_or_default().min(requests));
            if let Some(mean) = minute.seconds.filter(|_| requests > 0) {
                timed = requests.saturating_add(timed);
                seconds += mean * requests as f64;
            }
        }
        sum.seconds = (timed > 0).then(|| seconds / timed as f64);
        sum
    }

    /// Counts more.
    pub fn add(&mut self, more: &Self) {
        self.minutes = self.minutes.saturating_add(more.minutes);
        self.requests = self.requests.saturating_add(more.requests);
        self.errors = self.errors.saturating_add(more.errors);
        self.seconds = None;
    }

    /// The share of errors, from 0 to 1; 0 without requests.
    pub fn rate(&self) -> f64 {
        match self.requests {
            0 => 0.0,
            requests => self.errors as f64 / requests as f64,
        }
    }
}

/// The baseline before the swap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Baseline {
    /// The windows that were asked for.
    pub windows: Vec<BaselineWindow>,
}

/// A window of time before the swap.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineWindow {
    /// Its name in reports: `the 30 min before`, `a day ago`.
    pub name: String,
    /// Its minutes, oldest first; or why they could not be read.
    pub minutes: Result<Vec<Minute>, String>,
}

/// A window before the swap, in the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaselineEntry {
    /// Its name.
    pub window: String,
    /// What was counted in it; absent when it could not be read.
    pub sum: Option<TrafficSum>,
}

/// Production's traffic during the watch, in the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrafficEntry {
    /// How often it was read.
    pub readings: u32,
    /// How often it could not be read.
    pub failed: u32,
    /// Why, at the last time that it could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The minutes since the swap as they were known at the end, without this program's own requests.
    pub minutes: Vec<Minute>,
    /// The baseline.
    pub baseline: Vec<BaselineEntry>,
}

/// What users may have noticed of the swap: production was requested every second.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstMinute {
    /// Requests that were made.
    pub asked: u32,
    /// Requests without an answer, or with one of 500 or more.
    pub failed: u32,
    /// The longest time without a good answer, in milliseconds.
    pub longest_gap_ms: u64,
    /// The request, without its query; empty in older records.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request: String,
}

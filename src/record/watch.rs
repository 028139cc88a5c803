use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Basis, EventExecutions, FirstMinute, RuleMode, TrafficEntry};

/// The state of the Functions host of production.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "detail", rename_all = "kebab-case")]
pub enum HostHealth {
    /// `Running`, and no errors.
    Running,
    /// Starting: `Starting`, `Initialized`, or no answer yet.
    Starting(String),
    /// `Error`, `Stopped`, `Offline`, or running with errors.
    Broken(String),
    /// It could not be asked.
    Unknown(String),
    /// It does not run, and did not before the swap either.
    AsBefore(String),
}

/// One measurement of production.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tick {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Critical probes that passed.
    pub probes_passed: u32,
    /// Critical probes that were answered wrongly, each with its explanation.
    pub probes_failed: Vec<String>,
    /// Critical probes that could not be asked.
    pub probes_unasked: Vec<String>,
    /// Critical probes that were answered wrongly, and not at all or with 500 and more before the swap already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes_as_before: Vec<String>,
    /// The host.
    pub host: HostHealth,
    /// Functions that were there at the swap and are not listed now; `None` when the list could not
    /// be read.
    pub functions_lost: Option<Vec<String>>,
    /// Whether production runs the release; `None` when that could not be read.
    pub content_is_ours: Option<bool>,
}

/// The verdict of the watch. Unhealthy has precedence over an error, and an error over inconclusive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum WatchVerdict {
    /// Conclusive signals over the whole window, all good.
    Healthy {
        /// Its basis: probes or host, never traffic.
        basis: Basis,
        /// Whether there was enough user traffic, and it was healthy.
        with_traffic: bool,
    },
    /// Production is unhealthy.
    Unhealthy {
        /// What proved it.
        basis: Basis,
        /// One sentence, with the numbers.
        reason: String,
    },
    /// The measurements do not suffice.
    Inconclusive {
        /// One sentence, with the numbers.
        reason: String,
    },
    /// Production could not be asked; that says nothing about it.
    Error {
        /// One sentence, with the numbers.
        reason: String,
    },
}

/// The last result of a rule of the watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEntry {
    /// The rule.
    pub rule: String,
    /// Its mode.
    pub mode: RuleMode,
    /// Its result.
    pub seen: RuleSeen,
    /// In one sentence, with the numbers.
    pub says: String,
}

/// The result of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeen {
    /// Nothing wrong.
    Good,
    /// Something wrong, not for long enough.
    Suspect,
    /// Something wrong.
    Bad,
    /// Too little data.
    TooLittle,
    /// It could not be measured.
    NotMeasured,
}

/// The watch in the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WatchEntry {
    /// The configured length, in seconds.
    pub window_seconds: u64,
    /// The actual length, in seconds.
    pub watched_seconds: u64,
    /// The number of measurements.
    pub ticks: u32,
    /// The measurements that were not good, at most fifty.
    pub remarkable: Vec<Tick>,
    /// The last result of each rule.
    #[serde(default)]
    pub rules: Vec<RuleEntry>,
    /// The platform's metrics of users' requests.
    #[serde(default)]
    pub traffic: Option<TrafficEntry>,
    /// The executions of functions that events start; `None` where requests start all functions, and in older records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executions: Option<EventExecutions>,
    /// What users may have noticed of the swap.
    #[serde(default, rename = "blip")]
    pub first_minute: Option<FirstMinute>,
    /// Which probes production answers far slower than before the swap; one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slower: Option<String>,
    /// What the newest look found wrong, where the watch was cut short after it; one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_at_last: Option<String>,
    /// Its verdict.
    #[serde(flatten)]
    pub verdict: WatchVerdict,
}

impl WatchEntry {
    /// What was wrong with production when the watch ended, or was cut short.
    pub fn wrong(&self) -> Option<&str> {
        match &self.verdict {
            WatchVerdict::Unhealthy { reason, .. } => Some(reason),
            _ => self.wrong_at_last.as_deref(),
        }
    }
}

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Basis, Blip, RuleMode, TrafficEntry};

/// What the Functions host of production said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "detail", rename_all = "kebab-case")]
pub enum HostHealth {
    /// `Running`, and no errors.
    Running,
    /// On its way: `Starting`, `Initialized`, or no answer yet.
    Starting(String),
    /// `Error`, `Stopped`, `Offline`, or running with errors.
    Broken(String),
    /// It could not be asked.
    Unknown(String),
}

/// One look at production.
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
    /// The host.
    pub host: HostHealth,
    /// Functions that were there at the swap and are not listed now; `None` when the list could not
    /// be read.
    pub functions_lost: Option<Vec<String>>,
    /// Whether production runs the release; `None` when that could not be read.
    pub content_is_ours: Option<bool>,
}

/// What the watch came to. What is bad comes before what could not be measured, and that before what could not be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum WatchVerdict {
    /// Conclusive signals over the whole window, all good.
    Healthy {
        /// What it rests on: probes or host, never traffic.
        basis: Basis,
        /// Whether enough users came, and were answered well.
        with_traffic: bool,
    },
    /// Production is bad.
    Unhealthy {
        /// What proved it.
        basis: Basis,
        /// One sentence, with the numbers.
        reason: String,
    },
    /// Too little could be seen to say.
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

/// What a rule of the watch saw at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEntry {
    /// The rule.
    pub rule: String,
    /// What it may do.
    pub mode: RuleMode,
    /// What it saw.
    pub seen: RuleSeen,
    /// In one sentence, with the numbers.
    pub says: String,
}

/// What a rule saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeen {
    /// Nothing wrong.
    Good,
    /// Something wrong, not for long enough.
    Suspect,
    /// Something wrong.
    Bad,
    /// Too little to say.
    TooLittle,
    /// It could not be measured.
    NotMeasured,
}

/// The watch in the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WatchEntry {
    /// How long it was to last, in seconds.
    pub window_seconds: u64,
    /// How long it lasted.
    pub watched_seconds: u64,
    /// How often production was looked at.
    pub ticks: u32,
    /// The ticks in which something was not good, at most fifty.
    pub remarkable: Vec<Tick>,
    /// What each rule saw at the end.
    #[serde(default)]
    pub rules: Vec<RuleEntry>,
    /// Users' requests, as far as the platform told.
    #[serde(default)]
    pub traffic: Option<TrafficEntry>,
    /// What users may have noticed of the swap.
    #[serde(default)]
    pub blip: Option<Blip>,
    /// What it came to.
    #[serde(flatten)]
    pub verdict: WatchVerdict,
}

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Basis;

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

/// What the watch came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum WatchVerdict {
    /// Conclusive signals over the whole window, all good.
    Healthy {
        /// What it rests on.
        basis: Basis,
    },
    /// Production is bad.
    Unhealthy {
        /// One sentence, with the numbers.
        reason: String,
    },
    /// Too little could be seen to say.
    Inconclusive {
        /// One sentence, with the numbers.
        reason: String,
    },
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
    /// What it came to.
    #[serde(flatten)]
    pub verdict: WatchVerdict,
}

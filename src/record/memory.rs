use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{ContentIdentity, Digest, Outcome, TicketSites};

/// What a release writes into the memory that others read, when it begins: whoever comes while it is at work, or finds it
/// lost, learns from this what is going on. Like a ticket it names no app and no id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memo {
    /// The tool that wrote it; nobody else's deployments are read.
    pub tool: String,
    /// The release.
    pub release: String,
    /// The workflow run.
    pub run: Option<String>,
    /// Whom it works on.
    pub sites: TicketSites,
    /// The content digest of what is released.
    pub digest: Digest,
    /// What production served before, sealed.
    pub production: ContentIdentity,
    /// When Azure had last completed a swap.
    pub swap_stamp: Option<String>,
    /// What it may do to either side for its swap, and has to be undone when none follows.
    #[serde(default)]
    pub groundwork: Groundwork,
    /// When it is certainly over, if nobody says so.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
}

/// What is done to either side before a swap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groundwork {
    /// The swap is prepared: the slot runs with production's settings.
    pub prepares: bool,
    /// Production is drained.
    pub drains: bool,
}

/// A release as the memory knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Remembered {
    /// Its number: a release that began later has a higher one.
    pub id: u64,
    /// What it wrote when it began.
    pub memo: Memo,
    /// When it ended and how; `None` while it has no last word.
    pub ended: Option<(OffsetDateTime, Outcome)>,
}

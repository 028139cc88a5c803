use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{ContentIdentity, Digest, FunctionSet};

/// What `stage` proved, and what it was proved beside: everything that `promote` holds against what Azure says then.
///
/// It goes from job to job as an output, and GitHub drops an output in which any masked word is found (github-contract
/// §3.1). So it names no app, no host and no id: ids and traces are here as their SHA-256 only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// The form of the ticket.
    pub schema: u32,
    /// The tool that wrote it.
    pub tool: String,
    /// The release that staged.
    pub release: String,
    /// Whom it is for.
    pub sites: TicketSites,
    /// The content digest of the package.
    pub digest: Digest,
    /// The commit.
    pub commit: Option<String>,
    /// What the slot was proved to run, sealed.
    pub slot: ContentIdentity,
    /// What production ran before anything was deployed, sealed.
    pub production: ContentIdentity,
    /// When Azure had last completed a swap.
    pub swap_stamp: Option<String>,
    /// The settings of both sides; `None` when they could not be read, and then nothing guards them.
    pub settings: Option<SettingsMark>,
    /// The functions of the release.
    pub functions: FunctionSet,
    /// The probes.
    pub probes: TicketProbes,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// The workflow run.
    pub run: Option<String>,
    /// Which attempt at it.
    pub attempt: Option<String>,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When it is too old.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
}

impl Ticket {
    /// The form of the ticket.
    pub const SCHEMA: u32 = 1;
}

/// Which app and which sides, each as the SHA-256 of its lower-cased resource id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketSites {
    /// The slot that was deployed to.
    pub slot: Digest,
    /// The side that serves users.
    pub target: Digest,
}

/// How the probes of the slot went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketProbes {
    /// How many passed.
    pub passed: u32,
    /// Of how many.
    pub all: u32,
}

/// The settings of both sides, without a value: their names, and one keyed digest over all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsMark {
    /// Names in the slot, sorted.
    pub slot: Vec<String>,
    /// Names in production, sorted.
    pub production: Vec<String>,
    /// Names that stay with their slot, sorted.
    pub sticky: Vec<String>,
    /// The key, made for this mark alone.
    pub key: String,
    /// HMAC-SHA256 over names, values and places.
    pub digest: Digest,
}

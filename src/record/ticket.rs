use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{
    AfterRelease, ContentIdentity, ContentProof, Digest, FilesMark, FunctionSet, ProbeSource, Seal, ServerBuild,
    SettingsMark,
};

/// What `stage` proved, and the state that it saw: `promote` compares all of it with Azure's current state.
///
/// It goes from job to job as an output, and GitHub drops an output that contains a masked text (facts: file-commands).
/// So what we write into it contains no app name, host or id: ids and traces are stored as their SHA-256 only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// The form of the ticket.
    pub schema: u32,
    /// The tool that wrote it.
    pub tool: String,
    /// The release that staged.
    pub release: String,
    /// The app and sides that it is for.
    pub sites: TicketSites,
    /// The content digest of the package, or of what the server built of it.
    pub digest: Digest,
    /// Where the slot was not sent what it runs, but built it: such a ticket is good for that slot alone. `None` in tickets of
    /// earlier versions, which knew no such builds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<ServerBuild>,
    /// The commit.
    pub commit: Option<String>,
    /// What the slot was proved to run, sealed.
    pub slot: ContentIdentity,
    /// What the content of the slot was recognised by; tickets of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<ContentProof>,
    /// The files of the slot when it was probed. `None` in tickets of earlier versions, and where they could not be listed or
    /// the app itself changes them: changes in place then stay unnoticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<FilesMark>,
    /// What production ran before anything was deployed, sealed.
    pub production: ContentIdentity,
    /// When Azure had last completed a swap.
    pub swap_stamp: Option<String>,
    /// The settings of both sides; `None` when they could not be read, so that changes stay unnoticed.
    pub settings: Option<SettingsMark>,
    /// The plans of both sides; `None` in tickets of earlier versions, which do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plans: Option<TicketPlans>,
    /// The functions of the release.
    pub functions: FunctionSet,
    /// The functions whose triggers are held in the slot by slot settings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// The settings of the slot that the release wrote to hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_by: Vec<String>,
    /// The settings of the slot that held functions before the release.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_before: Vec<String>,
    /// What becomes of the old version in the slot, where the job that promotes does not say it; `None`: it runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AfterRelease>,
    /// The results of the slot's probes.
    pub probes: TicketProbes,
    /// The probes and watch rules themselves; `None` in tickets of earlier versions, which do not say.
    #[serde(default)]
    pub asks: Option<ProbeSource>,
    /// `owner/name` on GitHub.
    pub repository: Option<String>,
    /// The workflow run.
    pub run: Option<String>,
    /// Which attempt at it.
    pub attempt: Option<String>,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    pub issued: OffsetDateTime,
    /// When it expires.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
    /// `None` where the secret of the app could not be read, and in tickets of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

impl Ticket {
    /// The form of the ticket.
    pub const SCHEMA: u32 = 1;
    /// An approval that takes longer is for an outdated state.
    pub const VALID_FOR: Duration = Duration::from_secs(24 * 60 * 60);
}

/// Which app and which sides, each as the SHA-256 of its lower-cased resource id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketSites {
    /// The slot that was deployed to.
    pub slot: Digest,
    /// The side that serves users.
    pub target: Digest,
}

/// The results of the slot's probes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketProbes {
    /// How many passed.
    pub passed: u32,
    /// Of how many.
    pub all: u32,
}

/// The plans of both sides. They stay with their side in a swap (facts: what-moves), and what was probed ran on the slot's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPlans {
    /// That of the slot.
    pub slot: SidePlan,
    /// That of production.
    pub production: SidePlan,
}

/// The plan of a side, as its resource says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidePlan {
    /// The SHA-256 of its lower-cased resource id, when it is said.
    pub id: Option<Digest>,
    /// The plan in a word, when it is said: `Dynamic`, `ElasticPremium` …
    pub sku: Option<String>,
    /// The kind of the side, when it is said: `functionapp,linux` and the like.
    pub kind: Option<String>,
}

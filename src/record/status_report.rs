use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Digest, HistoryEntry, Outcome};

/// What runs where, as Azure and the release history have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusReport {
    /// The form of this document.
    pub schema: u32,
    /// The app.
    pub app: String,
    /// The side that serves users first, then the slot.
    pub sides: Vec<SideStatus>,
    /// When Azure last completed a swap, in Azure's words; `None`: never, or it is not said.
    pub swapped: Option<String>,
    /// Where Azure and the release history say different things; each in one sentence.
    pub contradictions: Vec<String>,
    /// The newest releases, newest first; `None`: they could not be read, or nothing keeps them.
    pub releases: Option<Vec<PastRelease>>,
    /// Why there are no releases to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_releases: Option<String>,
}

/// A side of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideStatus {
    /// `production`, or the name of the slot.
    pub name: String,
    /// Whether it runs; `None`: Azure did not say.
    pub runs: Option<bool>,
    /// What it holds, in words.
    pub content: String,
    /// The content digest, where a release of ours brought it.
    pub digest: Option<Digest>,
    /// The newest release of this content that ended well.
    pub release: Option<PastRelease>,
}

/// A release, as the release history has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastRelease {
    /// The release.
    pub release: String,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub began: OffsetDateTime,
    /// When it ended, where that is written down.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
    /// How it ended; `None`: it is in progress, or its end was not written down.
    pub outcome: Option<Outcome>,
    /// The digest of its content.
    pub digest: Option<Digest>,
    /// Its commit.
    pub commit: Option<String>,
    /// Who started it.
    pub by: Option<String>,
    /// The number of its workflow run.
    pub run: Option<String>,
    /// Where it is written down.
    pub source: String,
}

impl StatusReport {
    /// The form of this document.
    pub const SCHEMA: u32 = 1;
}

impl From<&HistoryEntry> for PastRelease {
    fn from(entry: &HistoryEntry) -> Self {
        Self {
            release: entry.memo.release.clone(),
            began: entry.created,
            ended: entry.ended.map(|(at, _)| at),
            outcome: entry.ended.map(|(_, outcome)| outcome),
            digest: entry.memo.digest.clone(),
            commit: entry.commit.clone(),
            by: entry.author.clone(),
            run: entry.memo.run.clone(),
            source: entry.source(),
        }
    }
}

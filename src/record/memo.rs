use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{AfterRelease, ContentIdentity, Digest, Outcome, PackageSwitch, ProbeSource, TicketSites};

/// What a release writes into its GitHub Deployment when it starts, for releases that run at the same time and for its
/// recovery. Like a ticket it contains no name of the app and no id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Memo {
    /// The tool that wrote it; deployments of other tools are ignored.
    pub tool: String,
    /// The release.
    pub release: String,
    /// The workflow run.
    pub run: Option<String>,
    /// The app and sides that it changes.
    pub sites: TicketSites,
    /// The content digest of what is released, of a build on the server that of its sources; of a rollback on request, of what is
    /// taken back. `None`: content without a digest of ours is taken back.
    pub digest: Option<Digest>,
    /// What production served before, sealed.
    pub production: ContentIdentity,
    /// Of a rollback on request: the content that it gives production back, sealed. `None` for a release, and in memos of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<ContentIdentity>,
    /// The probes and watch rules, for those that finish the release or roll it back without its files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<ProbeSource>,
    /// When Azure had last completed a swap.
    pub swap_stamp: Option<String>,
    /// The preparations that it may make and that have to be undone when no swap follows.
    #[serde(default)]
    pub groundwork: Groundwork,
    /// The names of the settings of the slot that it may write, of which no value is written down here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<String>,
    /// The properties of the slot's site that it may write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub site: Vec<String>,
    /// The settings of the slot that it may write to hold triggers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<String>,
    /// Whether there was no slot, and it creates one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub creates_slot: bool,
    /// What becomes of the old version in the slot once it is verified; `None`: it runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AfterRelease>,
    /// When it must be over, even without a recorded end.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
}

#[cfg(test)]
impl Memo {
    /// What a release of this content wrote, of an app of which nothing else is known.
    pub(crate) fn sample(release: &str, digest: Digest) -> Self {
        Self {
            tool: "slot-deploy".into(),
            release: release.to_owned(),
            run: None,
            sites: TicketSites { slot: digest.clone(), target: digest.clone() },
            digest: Some(digest),
            production: ContentIdentity::Unknown { reason: String::new() },
            restores: None,
            asks: None,
            swap_stamp: None,
            groundwork: Groundwork::default(),
            settings: Vec::new(),
            site: Vec::new(),
            holds: Vec::new(),
            creates_slot: false,
            after: None,
            expires: OffsetDateTime::UNIX_EPOCH,
        }
    }
}

/// A preparation for a swap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groundwork {
    /// The swap is prepared: the slot runs with production's settings.
    pub prepares: bool,
    /// Production is drained.
    pub drains: bool,
}

/// Where releases write down that they are at work, and how they ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryPlace {
    /// In GitHub Deployments of the repository.
    GitHub,
    /// In the blob container of packages.
    Store,
}

/// A release as the release history shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// Its number: a release that began later has a higher one.
    pub id: u64,
    /// Where it stands.
    pub place: MemoryPlace,
    /// When it was created, by GitHub's clock.
    pub created: OffsetDateTime,
    /// Who created it; `None` where GitHub does not say.
    pub author: Option<String>,
    /// The commit of this repository that it was about; `None` where it is not known.
    pub commit: Option<String>,
    /// What it wrote when it began.
    pub memo: Memo,
    /// By which package the slot may run since, where that was written down.
    pub switch: Option<PackageSwitch>,
    /// When and how it ended; `None` without a recorded end.
    pub ended: Option<(OffsetDateTime, Outcome)>,
}

impl HistoryEntry {
    /// Where it stands and who wrote it, for a person who doubts it.
    pub fn source(&self) -> String {
        let author = self.author.as_deref().unwrap_or("an unnamed account");
        match self.place {
            MemoryPlace::GitHub => format!("GitHub Deployment {} by {author}", self.id),
            MemoryPlace::Store => format!("record {} by {author} in the container of packages", self.id),
        }
    }
}

//! Where both memories exist the container decides, and the GitHub Deployments follow it.

use super::word::YIELDED;
use crate::github::{DeploymentReport, GitHubDeployments};
use crate::record::HistoryEntry;
use crate::release::memory::{OpenDeployment, not_up_to_date};
use crate::release::run::RunOnApp;
use crate::store::WrittenEnd;

/// A release that is in progress by its GitHub Deployment.
pub struct StillOpen {
    /// What GitHub has of it.
    pub entry: HistoryEntry,
    /// Whether the container has a record of it, without an end.
    pub is_recorded: bool,
}

impl RunOnApp {
    /// A run that is killed between the container and GitHub, or does not reach GitHub, leaves its deployment in progress: it is told
    /// what the container has (`stored`, and what is older). A deployment of this release whose number was lost becomes known. Answers
    /// those of other releases that are still in progress; what goes wrong is a warning.
    pub async fn let_github_follow(&self, stored: &[HistoryEntry]) -> Vec<StillOpen> {
        let Some(records) = self.app.records() else { return Vec::new() };
        let Some(known) = self.history_on_github(&[]).await else { return Vec::new() };
        let Some(deployments) = self.deployments() else { return Vec::new() };
        let release = self.recorder.read(|record| record.id.clone());
        let open = known.into_iter().filter(|one| one.ended.is_none());
        let (own, others): (Vec<_>, Vec<_>) = open.partition(|one| one.memo.release == release);
        self.recognise_own(&deployments, &own).await;
        let mut still_open = Vec::new();
        for entry in others {
            match records.end_of(&entry.memo.release, entry.created).await {
                Ok(None) => still_open.push(StillOpen { entry, is_recorded: false }),
                Ok(Some(WrittenEnd::Open)) => still_open.push(StillOpen { entry, is_recorded: true }),
                Ok(Some(end)) => self.tell_github(&deployments, &entry, &end, stored).await,
                Err(error) => self.recorder.warn(&format!(
                    "GitHub shows the release {} in progress, and how it ended cannot be read from the container of packages: {error}",
                    entry.memo.release
                )),
            }
        }
        still_open
    }

    async fn tell_github(
        &self,
        deployments: &GitHubDeployments,
        entry: &HistoryEntry,
        end: &WrittenEnd,
        stored: &[HistoryEntry],
    ) {
        let run_url = self.setup.run.url.clone();
        let result = match end {
            WrittenEnd::Open => return,
            WrittenEnd::Yielded => {
                let description = format!("{YIELDED}: it left the app to another release");
                let report = DeploymentReport { description, environment_url: None, log_url: run_url };
                deployments.inactive(entry.id, report).await
            }
            WrittenEnd::Ended { number, outcome, reason } => {
                let has_swapped = |one: &HistoryEntry| one.ended.is_some_and(|(_, outcome)| outcome.may_have_swapped());
                let is_latest = !stored.iter().any(|one| one.id > *number && has_swapped(one));
                let open = OpenDeployment { deployments: deployments.clone(), id: entry.id, run_url };
                open.tell(*outcome, is_latest, reason, None).await
            }
        };
        match result {
            Ok(()) => self.recorder.say(&format!(
                "the GitHub Deployment {} was in progress, and says now how its release ended, as the container of packages has it",
                entry.id
            )),
            Err(error) => self.recorder.warn(&not_up_to_date(&error)),
        }
    }
}

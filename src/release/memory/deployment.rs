use std::sync::Mutex;

use async_trait::async_trait;

use super::Observer;
use super::state::locked;
use crate::github::{DeploymentReport, GitHubDeployments, GitHubError};
use crate::record::{Event, Explain, Outcome, ReleaseRecord, Tone};

/// The GitHub Deployment of this run, once it is made: it is told how the run ended. Whatever goes wrong with it is a warning
/// and never changes the outcome.
#[derive(Default)]
pub struct OwnDeployment {
    open: Mutex<Option<OpenDeployment>>,
}

/// A deployment that was made, or found again.
#[derive(Clone)]
pub struct OpenDeployment {
    /// The deployments of the repository.
    pub deployments: GitHubDeployments,
    /// Its id.
    pub id: u64,
    /// Where people find the workflow run.
    pub run_url: Option<String>,
}

impl OwnDeployment {
    /// This one is ours.
    pub fn set(&self, open: OpenDeployment) {
        *locked(&self.open) = Some(open);
    }

    /// It is ours no longer.
    pub fn take(&self) -> Option<OpenDeployment> {
        locked(&self.open).take()
    }

    /// Its id.
    pub fn id(&self) -> Option<u64> {
        locked(&self.open).as_ref().map(|open| open.id)
    }
}

#[async_trait]
impl Observer for OwnDeployment {
    async fn send(&self, event: &Event, record: &ReleaseRecord) -> Vec<String> {
        let open = locked(&self.open).clone();
        let (Some(open), Event::Ended { outcome, is_final }) = (open, event) else { return Vec::new() };
        let result = open.end(*outcome, *is_final, record).await;
        result.err().iter().map(not_up_to_date).collect()
    }
}

impl OpenDeployment {
    /// Sets the final status, or in progress while recovery is outstanding.
    async fn end(&self, outcome: Outcome, is_final: bool, record: &ReleaseRecord) -> Result<(), GitHubError> {
        if !is_final {
            let report = self.report(outcome, &record.reason, record.urls.app.as_deref());
            return self.deployments.in_progress(self.id, report).await;
        }
        self.tell(outcome, true, &record.reason, record.urls.app.as_deref()).await
    }

    /// Sets the final status. `is_latest`: no other release swapped since.
    pub async fn tell(
        &self,
        outcome: Outcome,
        is_latest: bool,
        reason: &str,
        environment_url: Option<&str>,
    ) -> Result<(), GitHubError> {
        let report = self.report(outcome, reason, environment_url);
        match (outcome, outcome.row().tone) {
            // Production does not run the commit of this deployment: neither a success of this environment nor a failure.
            (Outcome::Staged | Outcome::RolledBackOnRequest, _) => self.deployments.inactive(self.id, report).await,
            (_, Tone::Good | Tone::Caution) if !is_latest => self.deployments.inactive(self.id, report).await,
            (_, Tone::Good | Tone::Caution) => self.deployments.success(self.id, report).await,
            (_, Tone::Bad) => self.deployments.failure(self.id, report).await,
        }
    }

    fn report(&self, outcome: Outcome, reason: &str, environment_url: Option<&str>) -> DeploymentReport {
        DeploymentReport {
            description: format!("{}: {reason}", outcome.name()),
            environment_url: environment_url.map(str::to_owned),
            log_url: self.run_url.clone(),
        }
    }
}

/// The warning for what could not be told.
pub(crate) fn not_up_to_date(error: &GitHubError) -> String {
    let hints = error.hints().join("; ");
    let hints = if hints.is_empty() { hints } else { format!(" ({hints})") };
    format!("the GitHub Deployment is not up to date: {error}{hints}")
}

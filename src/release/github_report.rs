use serde_json::json;

use super::app::App;
use super::{DeploymentChoice, GitHubSetup, Setup, Story};
use crate::github::{DeploymentReport, GitHubDeployments, GitHubError};
use crate::record::{Explain, Outcome, ReleaseRecord, Tone};

/// The GitHub Deployment of a release. Whatever goes wrong with it is a warning and never changes
/// the outcome.
#[derive(Default)]
pub struct GitHubReport {
    open: Option<(GitHubDeployments, u64)>,
}

impl GitHubReport {
    /// Makes the deployment, unless the job's environment makes one itself.
    pub async fn open(&mut self, setup: &Setup, story: &Story, app: &App) {
        let Some(github) = &setup.github else { return };
        let claims = app.arm.credential().claims();
        let wanted = match github.choice {
            DeploymentChoice::Yes => true,
            DeploymentChoice::No => false,
            DeploymentChoice::Auto => claims.is_some_and(|claims| claims.environment.is_none()),
        };
        if !wanted {
            return;
        }
        match create(setup, github, story).await {
            Ok((deployments, id)) => {
                story.note(|record| record.github_deployment = Some(id));
                self.open = Some((deployments, id));
            }
            // Nobody asked for it: a job without the right simply has none.
            Err(GitHubError::Refused { status: 403 | 404, .. }) if github.choice == DeploymentChoice::Auto => {
                story.say("no GitHub Deployment is made: the job lacks `deployments: write`");
            }
            Err(error) => warn(story, &error),
        }
    }

    /// The deployment that the release made before it was cut short.
    pub fn resume(setup: &Setup, story: &Story) -> Self {
        let open = || {
            let (github, id) = (setup.github.as_ref()?, story.snapshot().github_deployment?);
            let (http, token) = (setup.http.clone(), github.token.clone());
            let made = GitHubDeployments::new(http, &github.api_url, token, &github.repository);
            made.map_err(|error| warn(story, &error)).ok().map(|deployments| (deployments, id))
        };
        Self { open: open() }
    }

    /// Says how it ended.
    pub async fn close(&self, setup: &Setup, story: &Story, record: &ReleaseRecord) {
        let (Some((deployments, id)), Some(outcome)) = (&self.open, record.outcome) else {
            return;
        };
        let report = DeploymentReport {
            description: format!("{}: {}", outcome.name(), record.reason),
            environment_url: record.urls.app.clone(),
            log_url: setup.run.url.clone(),
        };
        let result = match (outcome, outcome.row().tone) {
            // The slot has it, production has not: neither a success of this environment nor a
            // failure.
            (Outcome::Staged, _) => deployments.inactive(*id, report).await,
            (_, Tone::Good | Tone::Caution) => deployments.success(*id, report).await,
            (_, Tone::Bad) => deployments.failure(*id, report).await,
        };
        if let Err(error) = result {
            warn(story, &error);
        }
    }
}

async fn create(setup: &Setup, github: &GitHubSetup, story: &Story) -> Result<(GitHubDeployments, u64), GitHubError> {
    let (http, token) = (setup.http.clone(), github.token.clone());
    let deployments = GitHubDeployments::new(http, &github.api_url, token, &github.repository)?;
    let record = story.snapshot();
    let payload = json!({
        "tool": record.tool, "release": record.id, "digest": record.digest, "app": setup.app_name, "slot": setup.slot,
    });
    let id = deployments.create(&github.commit, &github.environment, payload).await?;
    let report = DeploymentReport {
        description: format!("releasing through the slot {}", setup.slot),
        environment_url: None,
        log_url: setup.run.url.clone(),
    };
    deployments.in_progress(id, report).await?;
    Ok((deployments, id))
}

fn warn(story: &Story, error: &GitHubError) {
    let hints = error.hints().join("; ");
    let hints = match hints.is_empty() {
        true => hints,
        false => format!(" ({hints})"),
    };
    story.warn(&format!("the GitHub Deployment is not up to date: {error}{hints}"));
}

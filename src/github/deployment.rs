use std::sync::Arc;

use octocrab::Octocrab;
use octocrab::models::repos::DeploymentStatusState;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use super::GitHubError;
use super::seam::octocrab;
use crate::http::{Http, Secret};

/// Descriptions are cut here by GitHub (github-contract §5).
const LONGEST_DESCRIPTION: usize = 140;

/// The GitHub Deployments of one repository.
#[derive(Clone)]
pub struct GitHubDeployments {
    octocrab: Octocrab,
    owner: String,
    repository: String,
}

/// What a deployment status says.
#[derive(Debug, Clone, Default)]
pub struct DeploymentReport {
    /// One sentence; cut at 140 characters.
    pub description: String,
    /// Where the deployed app is.
    pub environment_url: Option<String>,
    /// Where the run is.
    pub log_url: Option<String>,
}

/// A deployment that somebody made.
#[derive(Debug, Clone)]
pub struct RecentDeployment {
    /// Its id.
    pub id: u64,
    /// What its maker put in.
    pub payload: Value,
}

/// What was said of a deployment.
#[derive(Debug, Clone)]
pub struct SaidOfDeployment {
    /// Whether it is not over.
    pub goes_on: bool,
    /// The sentence.
    pub description: String,
    /// When.
    pub at: OffsetDateTime,
}

impl GitHubDeployments {
    /// The deployments of `repository`, `owner/name`.
    pub fn new(http: Arc<dyn Http>, api_url: &Url, token: Secret, repository: &str) -> Result<Self, GitHubError> {
        let (owner, name) = repository
            .split_once('/')
            .ok_or_else(|| GitHubError::Malformed(format!("`{repository}` is no `owner/name`")))?;
        Ok(Self { octocrab: octocrab(http, api_url, token), owner: owner.to_owned(), repository: name.to_owned() })
    }

    /// Creates a deployment of `commit` and returns its id.
    ///
    /// Without `auto_merge: false` GitHub may merge branches, and without `required_contexts: []`
    /// our own running job would count as a check that is not yet green.
    pub async fn create(&self, commit: &str, environment: &str, payload: Value) -> Result<u64, GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployment = repository
            .deployments()
            .create(commit)
            .environment(environment)
            .auto_merge(false)
            .required_contexts(Vec::<String>::new())
            .description("released by slot-deploy")
            .payload(payload)
            .send()
            .await
            .map_err(|error| GitHubError::of("create a deployment", error))?;
        Ok(deployment.id.into_inner())
    }

    /// Says that it goes on.
    pub async fn in_progress(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::InProgress, report).await
    }

    /// Says that production runs it.
    pub async fn success(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::Success, report).await
    }

    /// Says that it went wrong.
    pub async fn failure(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::Failure, report).await
    }

    /// Says that it never reached production.
    pub async fn inactive(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::Inactive, report).await
    }

    /// The newest deployments to an environment, newest first.
    pub async fn recent(&self, environment: &str) -> Result<Vec<RecentDeployment>, GitHubError> {
        const SOME: u8 = 20;
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployments = repository.deployments();
        let page = deployments.list().environment(environment).per_page(SOME).send().await;
        let page = page.map_err(|error| GitHubError::of("list the deployments", error))?;
        let found =
            page.items.into_iter().map(|one| RecentDeployment { id: one.id.into_inner(), payload: one.payload });
        Ok(found.collect())
    }

    /// What was last said of a deployment.
    pub async fn last_status(&self, id: u64) -> Result<Option<SaidOfDeployment>, GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployments = repository.deployments();
        let page = deployments.statuses(id).list().per_page(1).send().await;
        let page = page.map_err(|error| GitHubError::of("read the deployment's status", error))?;
        Ok(page.items.into_iter().next().map(|status| SaidOfDeployment {
            goes_on: matches!(
                status.state,
                DeploymentStatusState::InProgress | DeploymentStatusState::Queued | DeploymentStatusState::Pending
            ),
            description: status.description.unwrap_or_default(),
            at: OffsetDateTime::from_unix_timestamp(status.created_at.timestamp())
                .unwrap_or(OffsetDateTime::UNIX_EPOCH),
        }))
    }

    async fn status(&self, id: u64, state: DeploymentStatusState, report: DeploymentReport) -> Result<(), GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployments = repository.deployments();
        let statuses = deployments.statuses(id);
        let description: String = report.description.chars().take(LONGEST_DESCRIPTION).collect();
        let mut status = statuses.create(state).description(description);
        if let Some(url) = report.environment_url {
            status = status.environment_url(url);
        }
        if let Some(url) = report.log_url {
            status = status.log_url(url);
        }
        status.send().await.map(|_| ()).map_err(|error| GitHubError::of("set the deployment's status", error))
    }
}

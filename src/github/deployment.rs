use std::sync::Arc;

use octocrab::Octocrab;
use octocrab::models::repos::{DeploymentStatus, DeploymentStatusState};
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use super::GitHubError;
use super::seam::octocrab;
use crate::http::{Http, Secret};
use crate::names::{NameError, RepositoryName};
use crate::record::plausible_time;

/// Descriptions are cut here by GitHub (facts: github-rest).
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

/// A deployment.
#[derive(Debug, Clone)]
pub struct RecentDeployment {
    /// Its id.
    pub id: u64,
    /// Its payload.
    pub payload: Value,
}

/// A deployment status.
#[derive(Debug, Clone)]
pub struct SaidOfDeployment {
    /// Whether it is in progress.
    pub is_in_progress: bool,
    /// The sentence.
    pub description: String,
    /// When.
    pub at: OffsetDateTime,
}

impl GitHubDeployments {
    /// The deployments of `repository`, `owner/name`.
    pub fn new(http: Arc<dyn Http>, api_url: &Url, token: Secret, repository: &str) -> Result<Self, GitHubError> {
        let RepositoryName { owner, name } =
            repository.parse().map_err(|error: NameError| GitHubError::Malformed(error.to_string()))?;
        Ok(Self { octocrab: octocrab(http, api_url, token), owner, repository: name })
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

    /// Sets it in progress.
    pub async fn in_progress(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::InProgress, report).await
    }

    /// Sets it to success: production runs it.
    pub async fn success(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::Success, report).await
    }

    /// Sets it to failure.
    pub async fn failure(&self, id: u64, report: DeploymentReport) -> Result<(), GitHubError> {
        self.status(id, DeploymentStatusState::Failure, report).await
    }

    /// Sets it to inactive: it never reached production.
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

    /// The newest status of a deployment.
    pub async fn last_status(&self, id: u64) -> Result<Option<SaidOfDeployment>, GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployments = repository.deployments();
        let page = deployments.statuses(id).list().per_page(1).send().await;
        let page = page.map_err(|error| GitHubError::of("read the deployment's status", error))?;
        page.items.into_iter().next().map(SaidOfDeployment::of).transpose()
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

impl SaidOfDeployment {
    fn of(status: DeploymentStatus) -> Result<Self, GitHubError> {
        let is_in_progress = matches!(
            status.state,
            DeploymentStatusState::InProgress | DeploymentStatusState::Queued | DeploymentStatusState::Pending
        );
        // The end of a release decides who holds the lease, so no time is made up for it.
        let at = OffsetDateTime::from_unix_timestamp(status.created_at.timestamp()).ok().and_then(plausible_time);
        let at = at.ok_or_else(|| GitHubError::Failed {
            doing: "read the deployment's status".to_owned(),
            message: "`created_at` of the answer is not a time".to_owned(),
        })?;
        // GitHub leaves the sentence out, or writes an empty one, when none was given.
        Ok(Self { is_in_progress, description: status.description.unwrap_or_default(), at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(created: Value) -> Result<SaidOfDeployment, String> {
        let api = "https://api.github.com/repos/contoso/shop";
        let status = json!({
            "url": api, "id": 1, "node_id": "n", "state": "success", "description": "verified", "created_at": created,
            "updated_at": "2026-11-21T10:00:00Z", "deployment_url": api, "repository_url": api,
        });
        let status = serde_json::from_value(status).map_err(|error| error.to_string())?;
        SaidOfDeployment::of(status).map_err(|error| error.to_string())
    }

    #[test]
    fn a_status_without_a_readable_time_is_an_error_and_not_from_1970() {
        let readable = said(json!("2026-11-21T09:59:58Z")).unwrap();
        assert_eq!((readable.at.year(), readable.is_in_progress), (2026, false));
        assert!(said(Value::Null).is_err(), "no time");
        for odd in ["+100000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            let odd = said(json!(odd)).unwrap_err();
            assert!(odd.contains("created_at"), "{odd}");
        }
    }
}

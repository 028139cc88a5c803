use std::sync::Arc;

use octocrab::Octocrab;
use octocrab::models::repos::{Deployment, DeploymentStatus, DeploymentStatusState};
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use super::GitHubError;
use super::seam::octocrab;
use crate::http::{Http, Policy, Secret};
use crate::names::{NameError, RepositoryName};
use crate::record::plausible_time;

/// Descriptions are cut here by GitHub (facts: github-rest).
const LONGEST_DESCRIPTION: usize = 140;
/// The most that GitHub puts on a page (facts: github-rest).
const PAGE: u8 = 100;
/// Of a task; a repository that has more has forgotten the rest.
const MOST_PAGES: u32 = 5;
/// What GitHub calls a deployment whose creator does not name its task.
const UNNAMED_TASK: &str = "deploy";

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
    /// When it was created, by GitHub's clock.
    pub created: OffsetDateTime,
    /// Who created it; `None` where GitHub does not say.
    pub author: Option<String>,
    /// The commit that it deploys.
    pub commit: String,
    /// Its payload.
    pub payload: Value,
}

/// A deployment status.
#[derive(Debug, Clone)]
pub struct SaidOfDeployment {
    /// Whether it is in progress.
    pub is_in_progress: bool,
    /// Whether it is a success.
    pub is_success: bool,
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
        Ok(Self { octocrab: octocrab(http, api_url, token, Policy::safe()), owner, repository: name })
    }

    /// Creates a deployment of `commit` under a task and returns its id.
    ///
    /// Without `auto_merge: false` GitHub may merge branches, and without `required_contexts: []`
    /// our own running job would count as a check that is not yet green.
    pub async fn create(
        &self,
        commit: &str,
        environment: &str,
        task: &str,
        payload: Value,
    ) -> Result<u64, GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployment = repository
            .deployments()
            .create(commit)
            .environment(environment)
            .task(task)
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

    /// The deployments of a task, whatever their environment, newest first: five hundred at most.
    pub async fn of_task(&self, task: &str) -> Result<Vec<RecentDeployment>, GitHubError> {
        self.all(Some(task), None).await
    }

    async fn all(&self, task: Option<&str>, environment: Option<&str>) -> Result<Vec<RecentDeployment>, GitHubError> {
        let mut all = Vec::new();
        for number in 1..=MOST_PAGES {
            let page = self.page(task, environment, number).await?;
            let is_last = page.len() < usize::from(PAGE);
            all.extend(page);
            if is_last {
                break;
            }
        }
        Ok(all)
    }

    /// The deployments to an environment, whatever their task, newest first: five hundred at most.
    pub async fn of_environment(&self, environment: &str) -> Result<Vec<RecentDeployment>, GitHubError> {
        self.all(None, Some(environment)).await
    }

    /// The newest deployments to an environment without a task of their own, newest first: one page.
    pub async fn without_task(&self, environment: &str) -> Result<Vec<RecentDeployment>, GitHubError> {
        self.page(Some(UNNAMED_TASK), Some(environment), 1).await
    }

    async fn page(
        &self,
        task: Option<&str>,
        environment: Option<&str>,
        number: u32,
    ) -> Result<Vec<RecentDeployment>, GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployments = repository.deployments();
        let mut list = deployments.list().per_page(PAGE).page(number);
        if let Some(task) = task {
            list = list.task(task);
        }
        if let Some(environment) = environment {
            list = list.environment(environment);
        }
        let page = list.send().await.map_err(|error| GitHubError::of("list the deployments", error))?;
        page.items.into_iter().map(RecentDeployment::of).collect()
    }

    /// The statuses of a deployment, newest first: a hundred at most.
    pub async fn statuses(&self, id: u64) -> Result<Vec<SaidOfDeployment>, GitHubError> {
        let repository = self.octocrab.repos(&self.owner, &self.repository);
        let deployments = repository.deployments();
        let page = deployments.statuses(id).list().per_page(PAGE).send().await;
        let page = page.map_err(|error| GitHubError::of("read the deployment's status", error))?;
        page.items.into_iter().map(SaidOfDeployment::of).collect()
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

impl RecentDeployment {
    fn of(deployment: Deployment) -> Result<Self, GitHubError> {
        Ok(Self {
            id: deployment.id.into_inner(),
            created: time_of(deployment.created_at.timestamp())?,
            author: deployment.creator.map(|creator| creator.login),
            commit: deployment.sha,
            payload: deployment.payload,
        })
    }
}

/// When something happened decides who holds the lease, so no time is made up for it.
fn time_of(seconds: i64) -> Result<OffsetDateTime, GitHubError> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(plausible_time);
    at.ok_or_else(|| GitHubError::Failed {
        doing: "read the deployment".to_owned(),
        message: "`created_at` of the answer is not a time".to_owned(),
    })
}

impl SaidOfDeployment {
    fn of(status: DeploymentStatus) -> Result<Self, GitHubError> {
        let is_in_progress = matches!(
            status.state,
            DeploymentStatusState::InProgress | DeploymentStatusState::Queued | DeploymentStatusState::Pending
        );
        let is_success = matches!(status.state, DeploymentStatusState::Success);
        let at = time_of(status.created_at.timestamp())?;
        // GitHub leaves the sentence out, or writes an empty one, when none was given.
        Ok(Self { is_in_progress, is_success, description: status.description.unwrap_or_default(), at })
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

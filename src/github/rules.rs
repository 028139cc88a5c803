mod wire;

use std::sync::Arc;

use octocrab::Octocrab;
use serde::de::DeserializeOwned;
use url::Url;

use super::GitHubError;
use super::protection::{BranchRule, CommitChecks, EnvironmentRules};
use super::seam::octocrab;
use crate::http::{Http, Policy, Secret};
use crate::names::{NameError, RepositoryName};

/// The most check runs that GitHub puts on a page (facts: github-rest).
const PAGE: &str = "per_page=100";
/// So many pages of checks are read of one commit.
const PAGES: usize = 10;

/// What guards a repository's releases: its environments, the rules of its branches, the checks of its commits. Reads only.
#[derive(Clone)]
pub struct RepositoryRules {
    octocrab: Octocrab,
    owner: String,
    repository: String,
}

impl RepositoryRules {
    /// Those of `repository`, `owner/name`.
    pub fn new(http: Arc<dyn Http>, api_url: &Url, token: Secret, repository: &str) -> Result<Self, GitHubError> {
        let RepositoryName { owner, name } =
            repository.parse().map_err(|error: NameError| GitHubError::Malformed(error.to_string()))?;
        // What the job's token may read stands in the workflow: a refusal does not change, and nothing depends on it.
        let reads = Policy::safe().doubting(&[]);
        Ok(Self { octocrab: octocrab(http, api_url, token, reads), owner, repository: name })
    }

    /// An environment's protection; `None` where there is no such environment. Takes `actions: read`.
    pub async fn environment(&self, name: &str) -> Result<Option<EnvironmentRules>, GitHubError> {
        match self.get::<wire::Environment>("read the environment", &["environments", name], "").await {
            Ok(environment) => Ok(Some(environment.rules())),
            Err(GitHubError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The active rules of a branch, of rulesets on all levels. Every token may read them; classic branch protection is not among
    /// them, and no job's token may read it.
    pub async fn branch(&self, name: &str) -> Result<Vec<BranchRule>, GitHubError> {
        let rules: Vec<wire::BranchRule> =
            self.get("read the rules of the branch", &["rules", "branches", name], PAGE).await?;
        Ok(rules.into_iter().map(wire::BranchRule::rule).collect())
    }

    /// The newest check runs of a commit by their names, of all pages. Takes `checks: read`.
    pub async fn checks(&self, commit: &str) -> Result<CommitChecks, GitHubError> {
        let doing = "read the checks of the commit";
        let mut found = CommitChecks { checks: Vec::new(), all: 0 };
        for number in 1..=PAGES {
            let query = format!("{PAGE}&page={number}");
            let page: wire::CheckRuns = self.get(doing, &["commits", commit, "check-runs"], &query).await?;
            let is_last = page.check_runs.is_empty();
            found.all = page.total_count;
            found.checks.extend(page.check_runs.into_iter().map(wire::CheckRun::check));
            if is_last || found.checks.len() >= found.all {
                break;
            }
        }
        Ok(found)
    }

    /// Names are escaped: one with a slash stays one part of the path.
    async fn get<T: DeserializeOwned>(&self, doing: &str, parts: &[&str], query: &str) -> Result<T, GitHubError> {
        let mut url = Url::parse("https://path.invalid").map_err(|error| GitHubError::Malformed(error.to_string()))?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(["repos", &self.owner, &self.repository]).extend(parts);
        }
        let route = if query.is_empty() { url.path().to_owned() } else { format!("{}?{query}", url.path()) };
        self.octocrab.get(route, None::<&()>).await.map_err(|error| GitHubError::of(doing, error))
    }
}

use std::sync::Arc;

use octocrab::Octocrab;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::GitHubError;
use super::seam::octocrab;
use crate::http::{Http, Policy, Secret};
use crate::names::{NameError, RepositoryName};

/// The most check runs that GitHub puts on a page (facts: github-rest).
const PAGE: &str = "per_page=100";

/// What guards a repository's releases: its environments, the rules of its branches, the checks of its commits. Reads only.
#[derive(Clone)]
pub struct RepositoryRules {
    octocrab: Octocrab,
    owner: String,
    repository: String,
}

/// The protection of an environment (facts: github-environments).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentRules {
    /// Whether a person has to approve.
    pub has_reviewers: bool,
    /// Whether an administrator may go past that.
    pub admins_bypass: bool,
}

/// A check run of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitCheck {
    /// The id of the app whose check it is.
    pub app: u64,
    /// Its name: in Actions, the job's.
    pub name: String,
    /// A newer one has a greater id.
    pub id: u64,
    /// How it ended: `success`, `failure`, `skipped` …; `None`: it has not ended.
    pub conclusion: Option<String>,
    /// Its page, which names the workflow run.
    pub page: String,
}

/// The check runs of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitChecks {
    /// A hundred at most.
    pub checks: Vec<CommitCheck>,
    /// How many there are.
    pub all: usize,
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
            Ok(environment) => Ok(Some(EnvironmentRules {
                has_reviewers: environment.protection_rules.iter().any(|rule| rule.kind == "required_reviewers"),
                admins_bypass: environment.can_admins_bypass,
            })),
            Err(GitHubError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The kinds of the active rules of a branch, such as `required_status_checks`, of rulesets on all levels. Every token may
    /// read them; classic branch protection is not among them, and no job's token may read it.
    pub async fn branch(&self, name: &str) -> Result<Vec<String>, GitHubError> {
        let rules: Vec<wire::BranchRule> =
            self.get("read the rules of the branch", &["rules", "branches", name], PAGE).await?;
        Ok(rules.into_iter().map(|rule| rule.kind).collect())
    }

    /// The newest check runs of a commit by their names. Takes `checks: read`.
    pub async fn checks(&self, commit: &str) -> Result<CommitChecks, GitHubError> {
        let doing = "read the checks of the commit";
        let page: wire::CheckRuns = self.get(doing, &["commits", commit, "check-runs"], PAGE).await?;
        let check = |run: wire::CheckRun| CommitCheck {
            app: run.app.map(|app| app.id).unwrap_or_default(),
            name: run.name,
            id: run.id,
            conclusion: run.conclusion,
            page: run.html_url.unwrap_or_default(),
        };
        Ok(CommitChecks { all: page.total_count, checks: page.check_runs.into_iter().map(check).collect() })
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

/// The answers, as far as they are used (`environment`, `repository-rule-detailed`, `check-run` of GitHub's description).
mod wire {
    use super::Deserialize;

    #[derive(Deserialize)]
    pub(super) struct Environment {
        #[serde(default)]
        pub protection_rules: Vec<Rule>,
        pub can_admins_bypass: bool,
    }

    #[derive(Deserialize)]
    pub(super) struct Rule {
        #[serde(rename = "type")]
        pub kind: String,
    }

    #[derive(Deserialize)]
    pub(super) struct BranchRule {
        #[serde(rename = "type")]
        pub kind: String,
    }

    #[derive(Deserialize)]
    pub(super) struct CheckRuns {
        pub total_count: usize,
        pub check_runs: Vec<CheckRun>,
    }

    #[derive(Deserialize)]
    pub(super) struct CheckRun {
        pub id: u64,
        pub name: String,
        pub conclusion: Option<String>,
        pub html_url: Option<String>,
        pub app: Option<App>,
    }

    #[derive(Deserialize)]
    pub(super) struct App {
        pub id: u64,
    }
}

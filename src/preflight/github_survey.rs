use thiserror::Error;

use super::wanted::Wanted;
use super::{Fact, Surroundings};
use crate::github::{BranchRule, CommitChecks, EnvironmentRules, GitHubError};
use crate::record::{Code, Explain};

/// Why something of GitHub is unknown.
#[derive(Debug, Clone, Error)]
pub enum Unasked {
    /// It was not wanted, or there is nothing to ask for.
    #[error("it was not asked for")]
    NotAsked,
    /// There is no token.
    #[error("there is no `github-token`")]
    NoToken,
    /// It could not be read.
    #[error(transparent)]
    Failed(#[from] GitHubError),
}

impl Unasked {
    /// Whether a permission is missing.
    fn is_forbidden(&self) -> bool {
        matches!(self, Self::Failed(error) if error.code() == Code::GITHUB_FORBIDDEN)
    }
}

/// What was read of GitHub.
pub struct GitHubSurvey {
    /// The environment that the job names; the inner `None`: GitHub knows none of this name.
    pub environment: Result<Option<EnvironmentRules>, Unasked>,
    /// The rules of the branch that is released.
    pub branch_rules: Result<Vec<BranchRule>, Unasked>,
    /// The checks of the commit that is released.
    pub checks: Result<CommitChecks, Unasked>,
}

impl GitHubSurvey {
    /// Reads what is wanted, side by side.
    pub(super) async fn read(wanted: &Wanted, around: &Surroundings) -> Self {
        let environment = around.claims.as_ref().and_then(|claims| claims.environment.as_deref());
        let branch = around.run.reference.as_deref().and_then(|reference| reference.strip_prefix("refs/heads/"));
        let commit = around.run.commit.as_deref();
        let rules = around.rules.as_ref();
        let (environment, branch_rules, checks) = tokio::join!(
            ask(wanted, Fact::Environment, rules, environment, async |rules, name| rules.environment(name).await),
            ask(wanted, Fact::BranchRules, rules, branch, async |rules, name| rules.branch(name).await),
            ask(wanted, Fact::CommitChecks, rules, commit, async |rules, commit| rules.checks(commit).await),
        );
        Self { environment, branch_rules, checks }
    }
}

async fn ask<R, T>(
    wanted: &Wanted,
    fact: Fact,
    rules: Option<&R>,
    of: Option<&str>,
    read: impl AsyncFnOnce(&R, &str) -> Result<T, GitHubError>,
) -> Result<T, Unasked> {
    let Some(of) = of.filter(|_| wanted.wants(fact)) else { return Err(Unasked::NotAsked) };
    let rules = rules.ok_or(Unasked::NoToken)?;
    let read = read(rules, of).await.map_err(Unasked::Failed);
    if read.as_ref().is_err_and(Unasked::is_forbidden) {
        wanted.forbid(fact);
    }
    read
}

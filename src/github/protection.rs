//! What guards the releases of a repository, as GitHub has it.

/// The protection of an environment (facts: github-environments).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentRules {
    /// Whether a person has to approve.
    pub has_reviewers: bool,
    /// Whether an administrator may go past that.
    pub admins_bypass: bool,
    /// Whether who started the run may approve it, where somebody has to.
    pub self_review: bool,
    /// Minutes that a job waits before it may use the environment.
    pub wait_minutes: u32,
    /// From where jobs may use it.
    pub branches: DeploymentBranches,
}

/// Which branches and tags may use an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentBranches {
    /// All of them.
    All,
    /// Protected branches; where the repository has none, all (facts: github-environments).
    Protected,
    /// Those of a list of patterns.
    Listed,
}

/// An active rule of a branch, of rulesets on all levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BranchRule {
    /// Its kind, such as `required_status_checks`.
    pub kind: String,
    /// The names of the checks that it requires.
    pub checks: Vec<String>,
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
    /// A thousand at most.
    pub checks: Vec<CommitCheck>,
    /// How many there are.
    pub all: usize,
}

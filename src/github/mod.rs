//! GitHub's REST API through octocrab, over the same seam as everything else.

mod attestations;
mod deployment;
mod error;
mod rules;
mod seam;

pub use attestations::Attestations;
pub use deployment::{DeploymentReport, GitHubDeployments, RecentDeployment, SaidOfDeployment};
pub use error::GitHubError;
pub use rules::{CommitCheck, CommitChecks, EnvironmentRules, RepositoryRules};

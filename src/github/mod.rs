//! GitHub's REST API through octocrab, over the same seam as everything else.

mod artifacts;
mod attestations;
mod deployment;
mod error;
mod protection;
mod rules;
mod seam;

pub use artifacts::{Artifact, Artifacts, PIECE, Piece};
pub use attestations::Attestations;
pub use deployment::{DeploymentReport, GitHubDeployments, RecentDeployment, SaidOfDeployment};
pub use error::GitHubError;
pub use protection::{BranchRule, CommitCheck, CommitChecks, DeploymentBranches, EnvironmentRules};
pub use rules::RepositoryRules;

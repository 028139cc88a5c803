//! GitHub, as far as one repository goes.

mod artifact;
mod attestation;
mod branch_rule;
mod comment;
mod commit;
mod deployment;
mod environment;
mod job;
mod limits;
mod pull_request;
mod run;
mod server;
mod subject;
mod subject_template;

use std::collections::BTreeMap;

pub use artifact::Artifact;
pub use attestation::Attestation;
pub use branch_rule::BranchRule;
pub use comment::{Comment, Commenter};
pub use commit::{Branch, CommitStatus, Standing};
pub use deployment::{GitHubDeployment, GitHubStatus};
pub use environment::Environment;
pub use job::{JobPhase, JobTrigger, OidcJob};
pub use limits::{Limits, Spent};
pub use pull_request::PullRequest;
pub use run::{JobRun, WorkflowRun};
pub use server::GitHubServer;
pub use subject_template::SubjectTemplate;

/// GitHub, as far as one repository goes.
#[derive(Debug, Clone, Default)]
pub struct GitHub {
    /// Which GitHub it is.
    pub server: GitHubServer,
    /// The owner's login.
    pub owner: String,
    /// The repository's name.
    pub repository: String,
    /// The owner's id.
    pub owner_id: u64,
    /// The repository's id.
    pub repository_id: u64,
    /// `private`, `internal` or `public`.
    pub visibility: String,
    /// Custom properties of the repository that its tokens carry, as `repo_property_…`.
    pub properties: BTreeMap<String, String>,
    /// The branch that pull requests and deployments are measured by.
    pub default_branch: String,
    /// Branches and tags that a deployment can name, besides whole commit ids.
    pub branches: Vec<Branch>,
    /// The active rules of branches.
    pub branch_rules: Vec<BranchRule>,
    /// What was said of commits, besides the job's own check.
    pub commit_statuses: Vec<CommitStatus>,
    /// Whether subjects carry ids (repositories made after 2026-07-15).
    pub immutable_subjects: bool,
    /// How subjects are put together, where not in the usual way.
    pub subject_template: SubjectTemplate,
    /// The token of the job, for the REST API.
    pub token: String,
    /// What the job's token may do: the names that stand under `permissions:` in a workflow, each with
    /// `read` or `write`.
    pub permissions: Vec<(String, String)>,
    /// The job that runs now: it asks for OIDC tokens and has the token.
    pub job: OidcJob,
    /// Workflow runs besides the job's own.
    pub runs: Vec<WorkflowRun>,
    /// Artifacts of all runs, oldest first.
    pub artifacts: Vec<Artifact>,
    /// Attestations of the repository, oldest first.
    pub attestations: Vec<Attestation>,
    /// Pull requests.
    pub pull_requests: Vec<PullRequest>,
    /// Comments on issues and pull requests, oldest first.
    pub comments: Vec<Comment>,
    /// Environments, by the order they were made in.
    pub environments: Vec<Environment>,
    /// Deployments, by id.
    pub deployments: Vec<GitHubDeployment>,
    /// How much may be asked, and was.
    pub limits: Limits,
    /// How many things were given an id.
    pub numbered: u64,
}

impl GitHub {
    /// `owner/name`.
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.owner, self.repository)
    }

    /// An id that nothing else has.
    pub fn new_id(&mut self) -> u64 {
        self.numbered += 1;
        1_000 + self.numbered
    }

    /// The environment of this name; GitHub compares without regard to case.
    pub fn environment(&self, name: &str) -> Option<&Environment> {
        self.environments.iter().find(|environment| environment.name.eq_ignore_ascii_case(name))
    }

    /// All pull requests; the job's own is among them.
    pub fn all_pull_requests(&self) -> Vec<PullRequest> {
        let mut all = self.pull_requests.clone();
        let own = self.job.pull_request(&self.branches);
        all.extend(own.filter(|own| self.pull_requests.iter().all(|known| known.number != own.number)));
        all
    }

    /// All runs, newest first; the job's own is among them.
    pub fn all_runs(&self) -> Vec<WorkflowRun> {
        let mut runs = self.runs.clone();
        runs.retain(|run| run.id != self.job.run_id);
        runs.push(self.job.run(self.repository_id));
        runs.sort_by_key(|run| std::cmp::Reverse(run.id));
        runs
    }
}

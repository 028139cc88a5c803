use serde_json::Value;
use time::OffsetDateTime;

/// GitHub, as far as one repository goes.
#[derive(Debug, Clone)]
pub struct GitHub {
    /// The owner's login.
    pub owner: String,
    /// The repository's name.
    pub repository: String,
    /// The owner's id.
    pub owner_id: u64,
    /// The repository's id.
    pub repository_id: u64,
    /// Whether subjects carry ids (repositories made after 2026-07-15).
    pub immutable_subjects: bool,
    /// The token of the job, for the REST API.
    pub token: String,
    /// What the job's token may do; GitHub's names of permissions, each with `read` or `write`.
    pub permissions: Vec<(String, String)>,
    /// The job that asks for OIDC tokens.
    pub job: OidcJob,
    /// Deployments, by id.
    pub deployments: Vec<GitHubDeployment>,
}

/// The job that asks for OIDC tokens.
#[derive(Debug, Clone)]
pub struct OidcJob {
    /// The token it asks with.
    pub request_token: String,
    /// What started it.
    pub trigger: JobTrigger,
    /// Its environment.
    pub environment: Option<String>,
}

/// What started a job, as far as its subject depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobTrigger {
    /// A push or anything else on a branch.
    Branch(String),
    /// A pull request.
    PullRequest,
}

/// A deployment on GitHub.
#[derive(Debug, Clone)]
pub struct GitHubDeployment {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// What was asked to be deployed.
    pub reference: String,
    /// Its environment.
    pub environment: String,
    /// Its description.
    pub description: String,
    /// What the creator put in.
    pub payload: Value,
    /// When it was created.
    pub created: OffsetDateTime,
    /// Its statuses, oldest first.
    pub statuses: Vec<GitHubStatus>,
}

/// A status of a deployment.
#[derive(Debug, Clone)]
pub struct GitHubStatus {
    /// Its id.
    pub id: u64,
    /// `in_progress`, `success` …
    pub state: String,
    /// One sentence.
    pub description: String,
    /// Where the deployed app is.
    pub environment_url: String,
    /// Where the run is.
    pub log_url: String,
    /// When.
    pub created: OffsetDateTime,
}

impl GitHub {
    /// The subject of the job's OIDC tokens (github-contract §4.2).
    pub fn subject(&self) -> String {
        let repository = match self.immutable_subjects {
            true => format!("{}@{}/{}@{}", self.owner, self.owner_id, self.repository, self.repository_id),
            false => format!("{}/{}", self.owner, self.repository),
        };
        let rest = match (&self.job.environment, &self.job.trigger) {
            (Some(environment), _) => format!("environment:{}", environment.replace(':', "%3A")),
            (None, JobTrigger::PullRequest) => "pull_request".to_owned(),
            (None, JobTrigger::Branch(branch)) => {
                format!("ref:refs/heads/{}", branch.replace(':', "%3A"))
            }
        };
        format!("repo:{repository}:{rest}")
    }
}

use serde_json::Value;
use time::OffsetDateTime;

/// A deployment on GitHub.
#[derive(Debug, Clone)]
pub struct GitHubDeployment {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// What was asked to be deployed.
    pub reference: String,
    /// `deploy`, unless the creator calls it otherwise.
    pub task: String,
    /// Its environment at first.
    pub original_environment: String,
    /// Its environment; a status can change it.
    pub environment: String,
    /// Whether the environment is to go away one day.
    pub transient: bool,
    /// Whether users meet it.
    pub production: bool,
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
    /// The environment at the time.
    pub environment: String,
    /// Where the deployed app is.
    pub environment_url: String,
    /// Where the run is.
    pub log_url: String,
    /// When.
    pub created: OffsetDateTime,
}

impl GitHubDeployment {
    /// Its newest status.
    pub fn state(&self) -> Option<&str> {
        self.statuses.last().map(|status| status.state.as_str())
    }

    /// When something about it changed last.
    pub fn updated(&self) -> OffsetDateTime {
        self.statuses.last().map_or(self.created, |status| status.created)
    }
}

use time::OffsetDateTime;

/// A run of a workflow.
#[derive(Debug, Clone)]
pub struct WorkflowRun {
    /// Its id.
    pub id: u64,
    /// The workflow's name.
    pub name: String,
    /// The workflow's file, without its folder.
    pub workflow_file: String,
    /// The how-manieth run of its workflow it is.
    pub number: u64,
    /// The newest attempt.
    pub attempt: u64,
    /// The event that started it.
    pub event: String,
    /// The branch or tag.
    pub head_branch: String,
    /// The commit.
    pub head_sha: String,
    /// Who started it.
    pub actor: String,
    /// `success`, `failure` …; `None` while it runs.
    pub conclusion: Option<String>,
    /// When it was created.
    pub created: OffsetDateTime,
    /// The jobs of all attempts.
    pub jobs: Vec<JobRun>,
    /// The pull request it belongs to.
    pub pull_request: Option<u64>,
    /// The repository its commit is in; another one for a fork.
    pub repository_id: u64,
}

/// A job of one attempt of a run.
#[derive(Debug, Clone)]
pub struct JobRun {
    /// Its id, which is also its check run's.
    pub id: u64,
    /// The attempt it belongs to.
    pub attempt: u64,
    /// Its name.
    pub name: String,
    /// `success`, `failure` …; `None` while it runs.
    pub conclusion: Option<String>,
    /// When it started.
    pub started: OffsetDateTime,
    /// When it ended.
    pub ended: Option<OffsetDateTime>,
}

/// What GitHub calls the state of something that ends with a conclusion.
fn status(conclusion: Option<&String>) -> &'static str {
    match conclusion {
        Some(_) => "completed",
        None => "in_progress",
    }
}

impl WorkflowRun {
    /// `in_progress` or `completed`.
    pub fn status(&self) -> &'static str {
        status(self.conclusion.as_ref())
    }
}

impl JobRun {
    /// `in_progress` or `completed`.
    pub fn status(&self) -> &'static str {
        status(self.conclusion.as_ref())
    }
}

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Branch, JobRun, PullRequest, WorkflowRun};

/// The job that runs now. It can be written as data, for tests and for people who rehearse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OidcJob {
    /// The token it asks for OIDC tokens with.
    pub request_token: String,
    /// What started it.
    pub trigger: JobTrigger,
    /// The name of the event, where it is not the trigger's usual one: `workflow_dispatch`,
    /// `pull_request_target` …
    pub event: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
    /// Its name.
    pub name: String,
    /// The workflow file, without its folder.
    pub workflow_file: String,
    /// `owner/name/.github/workflows/file@ref` of the reusable workflow it stands in.
    pub reusable_workflow: Option<String>,
    /// The commit.
    pub sha: String,
    /// Who started it.
    pub actor: String,
    /// The run.
    pub run_id: u64,
    /// The run's number within its workflow.
    pub run_number: u64,
    /// The attempt of the run.
    pub run_attempt: u64,
    /// The job's own id, which is also its check run's.
    pub check_run_id: u64,
    /// When it is in progress; before, GitHub's token service has not heard of it.
    #[serde(with = "time::serde::rfc3339::option")]
    pub in_progress_from: Option<OffsetDateTime>,
    /// When it ended.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
}

/// What started a job, as far as its tokens depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobTrigger {
    /// A push or anything else on a branch.
    Branch(String),
    /// A push of a tag.
    Tag(String),
    /// A pull request of this repository. What runs on `pull_request_target` was started by the default
    /// branch.
    PullRequest {
        /// Its number.
        number: u64,
        /// The branch it comes from.
        head: String,
        /// The branch it goes to.
        base: String,
    },
}

/// How far a job is, in the words of the token service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobPhase {
    /// Not begun, as far as the token service knows.
    Pending,
    /// It runs.
    InProgress,
    /// It is over.
    Completed,
}

impl JobTrigger {
    /// The ref, whole.
    pub fn reference(&self) -> String {
        match self {
            Self::Branch(name) => format!("refs/heads/{name}"),
            Self::Tag(name) => format!("refs/tags/{name}"),
            Self::PullRequest { number, .. } => format!("refs/pull/{number}/merge"),
        }
    }

    /// The branch or tag that a run is shown with.
    pub fn head(&self) -> &str {
        match self {
            Self::Branch(name) | Self::Tag(name) => name,
            Self::PullRequest { head, .. } => head,
        }
    }
}

impl OidcJob {
    /// The event's name.
    pub fn event(&self) -> &str {
        match (&self.event, &self.trigger) {
            (Some(event), _) => event,
            (None, JobTrigger::PullRequest { .. }) => "pull_request",
            (None, _) => "push",
        }
    }

    /// How far it is.
    pub fn phase(&self, now: OffsetDateTime) -> JobPhase {
        match (self.in_progress_from, self.ended) {
            (_, Some(ended)) if ended <= now => JobPhase::Completed,
            (Some(begin), _) if begin > now => JobPhase::Pending,
            _ => JobPhase::InProgress,
        }
    }

    /// The pull request that started it; its head is where `branches` says.
    pub fn pull_request(&self, branches: &[Branch]) -> Option<PullRequest> {
        let JobTrigger::PullRequest { number, head, base } = &self.trigger else {
            return None;
        };
        let branch = branches.iter().find(|branch| branch.name == *head);
        Some(PullRequest {
            number: *number,
            title: head.clone(),
            author: self.actor.clone(),
            head: head.clone(),
            head_sha: branch.map_or_else(|| self.sha.clone(), |branch| branch.sha.clone()),
            base: base.clone(),
            commits: Vec::new(),
            merged_as: None,
            open: true,
            locked: false,
            created: self.in_progress_from.unwrap_or(OffsetDateTime::UNIX_EPOCH),
        })
    }

    /// The run it belongs to, with this one job.
    pub fn run(&self, repository_id: u64) -> WorkflowRun {
        let begun = self.in_progress_from.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let conclusion = self.ended.map(|_| "success".to_owned());
        WorkflowRun {
            id: self.run_id,
            name: self.workflow_file.trim_end_matches(".yml").to_owned(),
            workflow_file: self.workflow_file.clone(),
            number: self.run_number,
            attempt: self.run_attempt,
            event: self.event().to_owned(),
            head_branch: self.trigger.head().to_owned(),
            head_sha: self.sha.clone(),
            actor: self.actor.clone(),
            conclusion: conclusion.clone(),
            created: begun,
            jobs: vec![JobRun {
                id: self.check_run_id,
                attempt: self.run_attempt,
                name: self.name.clone(),
                conclusion,
                started: begun,
                ended: self.ended,
            }],
            pull_request: match &self.trigger {
                JobTrigger::PullRequest { number, .. } => Some(*number),
                _ => None,
            },
            repository_id,
        }
    }
}

impl Default for JobTrigger {
    fn default() -> Self {
        Self::Branch("main".to_owned())
    }
}

impl Default for OidcJob {
    fn default() -> Self {
        Self {
            request_token: String::new(),
            trigger: JobTrigger::default(),
            event: None,
            environment: None,
            name: "release".to_owned(),
            workflow_file: "release.yml".to_owned(),
            reusable_workflow: None,
            sha: "c0ffee0000000000000000000000000000000001".to_owned(),
            actor: "octocat".to_owned(),
            run_id: 1,
            run_number: 1,
            run_attempt: 1,
            check_run_id: 1,
            in_progress_from: None,
            ended: None,
        }
    }
}

use super::{Environment, Event};

/// The workflow run that this is a step of; all empty outside Actions.
#[derive(Debug, Clone, Default)]
pub struct WorkflowRun {
    /// `owner/name`.
    pub repository: Option<String>,
    /// The commit: the pull request's head, or that of the completed run, where there is one.
    pub commit: Option<String>,
    /// The run.
    pub run_id: Option<String>,
    /// Which attempt at it.
    pub attempt: Option<String>,
    /// The account that started it.
    pub actor: Option<String>,
    /// Where GitHub's REST API is; another host on GitHub Enterprise.
    pub api_url: String,
    /// The page of the run.
    pub url: Option<String>,
    /// The file of the workflow in this repository.
    pub workflow_file: Option<String>,
    /// The event that started it.
    pub event: Event,
}

impl WorkflowRun {
    /// Reads the run from the environment.
    pub fn read(environment: &Environment) -> Self {
        let event = Event::read(environment);
        let get = |name: &str| environment.get(name).map(str::to_owned);
        let server = get("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned());
        let repository = get("GITHUB_REPOSITORY");
        let run_id = get("GITHUB_RUN_ID");
        let url = match (&repository, &run_id) {
            (Some(repository), Some(run)) => Some(format!("{server}/{repository}/actions/runs/{run}")),
            _ => None,
        };
        // `owner/name/path@ref`; the workflow that is called by another names its caller here (facts: code-scanning).
        let workflow_file =
            repository.as_deref().zip(environment.get("GITHUB_WORKFLOW_REF")).and_then(|(owner, file)| {
                let path = file.strip_prefix(owner)?.strip_prefix('/')?;
                Some(path.rsplit_once('@').map_or(path, |(path, _)| path).to_owned())
            });
        let head = event.pull_request.as_ref().map(|pull| pull.head_sha.clone());
        let head = head.or_else(|| event.completed_run_sha.clone());
        Self {
            commit: head.or_else(|| get("GITHUB_SHA")),
            attempt: get("GITHUB_RUN_ATTEMPT"),
            actor: get("GITHUB_TRIGGERING_ACTOR").or_else(|| get("GITHUB_ACTOR")),
            api_url: get("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned()),
            repository,
            run_id,
            url,
            workflow_file,
            event,
        }
    }
}

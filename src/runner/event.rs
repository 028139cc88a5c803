use serde_json::Value;

use super::Environment;

/// What started the workflow run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// Its name, such as `push`.
    pub name: String,
    /// The pull request it is about.
    pub pull_request: Option<PullRequest>,
    /// For `workflow_run`, the commit of the run that was completed; GITHUB_SHA is the default branch's.
    pub completed_run_sha: Option<String>,
}

/// The pull request of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number.
    pub number: u64,
    /// The commit that was proposed; GITHUB_SHA is a merge commit that exists nowhere else.
    pub head_sha: String,
    /// Whether it comes from another repository. Such runs get no OIDC token and no secrets.
    pub from_fork: bool,
}

impl Event {
    /// Reads the event of this run; whatever is missing is left out.
    pub fn read(environment: &Environment) -> Self {
        let payload: Value = environment
            .path("GITHUB_EVENT_PATH")
            .and_then(|path| std::fs::read(path).ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            name: environment.get("GITHUB_EVENT_NAME").unwrap_or_default().to_owned(),
            pull_request: pull_request(&payload, environment.get("GITHUB_REPOSITORY").unwrap_or_default()),
            completed_run_sha: payload["workflow_run"]["head_sha"].as_str().map(str::to_owned),
        }
    }
}

fn pull_request(payload: &Value, repository: &str) -> Option<PullRequest> {
    let pull = payload.get("pull_request")?;
    // A head whose repository was deleted is null: a fork that is gone.
    let head_repository = pull["head"]["repo"]["full_name"].as_str();
    Some(PullRequest {
        number: pull["number"].as_u64()?,
        head_sha: pull["head"]["sha"].as_str()?.to_owned(),
        from_fork: !head_repository.is_some_and(|name| name.eq_ignore_ascii_case(repository)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pull_request_from_a_fork_is_told_by_its_head_repository() {
        let payload = |head: Value| json!({"pull_request": {"number": 7, "head": {"sha": "abc", "repo": head}}});
        let own = pull_request(&payload(json!({"full_name": "Contoso/Orders"})), "contoso/orders").unwrap();
        assert!(!own.from_fork);
        assert!(pull_request(&payload(json!({"full_name": "x/orders"})), "contoso/orders").unwrap().from_fork);
        assert!(pull_request(&payload(Value::Null), "contoso/orders").unwrap().from_fork);
        assert_eq!(pull_request(&json!({}), "contoso/orders"), None);
    }
}

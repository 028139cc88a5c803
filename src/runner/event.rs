use serde::{Deserialize, Deserializer};

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
    /// For `workflow_run`, whether the completed run was of a commit in another repository, such as a fork; `None`: the payload
    /// does not say.
    pub completed_run_from_fork: Option<bool>,
    /// Why the payload cannot be understood, if it cannot: nothing is known then but the name.
    pub unreadable: Option<String>,
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

/// The payload, as far as it is used
/// (<https://docs.github.com/en/webhooks/webhook-events-and-payloads>). Most events have neither part.
#[derive(Debug, Default, Deserialize)]
struct Payload {
    pull_request: Option<Pull>,
    workflow_run: Option<CompletedRun>,
}

#[derive(Debug, Deserialize)]
struct Pull {
    number: u64,
    head: Head,
}

#[derive(Debug, Deserialize)]
struct Head {
    sha: String,
    /// Null when the repository was deleted: a fork that is gone.
    #[serde(deserialize_with = "nullable")]
    repo: Option<Repository>,
}

#[derive(Debug, Deserialize)]
struct Repository {
    full_name: String,
}

#[derive(Debug, Deserialize)]
struct CompletedRun {
    head_sha: String,
    /// Null when the repository was deleted. The outer option: whether it is said.
    #[serde(default, deserialize_with = "said")]
    head_repository: Option<Option<Repository>>,
}

impl Event {
    /// Reads the event of this run. A payload that is there and cannot be understood is [`Event::unreadable`].
    pub fn read(environment: &Environment) -> Self {
        let name = environment.get("GITHUB_EVENT_NAME").unwrap_or_default().to_owned();
        let Some(path) = environment.path("GITHUB_EVENT_PATH") else {
            return Self { name, ..Self::default() };
        };
        let payload = std::fs::read(path).map_err(|error| format!("its file cannot be read: {error}"));
        match payload.and_then(|bytes| understand(&bytes)) {
            Ok(payload) => {
                let own = environment.get("GITHUB_REPOSITORY").unwrap_or_default();
                let head = payload.workflow_run.as_ref().and_then(|run| run.head_repository.as_ref());
                Self {
                    pull_request: payload.pull_request.map(|pull| PullRequest::of(pull, own)),
                    completed_run_from_fork: head.map(|head| !is_own(head.as_ref(), own)),
                    completed_run_sha: payload.workflow_run.map(|run| run.head_sha),
                    unreadable: None,
                    name,
                }
            }
            Err(why) => Self { name, unreadable: Some(why), ..Self::default() },
        }
    }
}

impl PullRequest {
    fn of(pull: Pull, own: &str) -> Self {
        Self { number: pull.number, from_fork: !is_own(pull.head.repo.as_ref(), own), head_sha: pull.head.sha }
    }
}

/// A repository that was deleted is a fork that is gone.
fn is_own(head: Option<&Repository>, own: &str) -> bool {
    head.is_some_and(|head| head.full_name.eq_ignore_ascii_case(own))
}

/// An error names the field and never its value.
fn understand(json: &[u8]) -> Result<Payload, String> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    let payload = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        match (error.path().to_string(), error.inner()) {
            (_, inner) if inner.is_syntax() || inner.is_eof() => "it is not JSON".to_owned(),
            (path, _) if path == "." => "it is not an object".to_owned(),
            (path, _) => format!("`{path}` of it lacks a field or is not of the documented form"),
        }
    })?;
    reader.end().map_err(|_| "it is not JSON".to_owned())?;
    Ok(payload)
}

/// A field that has to be there and may be null.
fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// A field that need not be there, and may be null where it is.
fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn pull_request(payload: &Value, own: &str) -> Result<Option<PullRequest>, String> {
        let payload = understand(payload.to_string().as_bytes())?;
        Ok(payload.pull_request.map(|pull| PullRequest::of(pull, own)))
    }

    #[test]
    fn a_pull_request_from_a_fork_is_recognised_by_its_head_repository() {
        let payload = |head: Value| json!({"pull_request": {"number": 7, "head": {"sha": "abc", "repo": head}}});
        let own = pull_request(&payload(json!({"full_name": "Contoso/Orders"})), "contoso/orders").unwrap().unwrap();
        assert!(!own.from_fork);
        let other = pull_request(&payload(json!({"full_name": "x/orders"})), "contoso/orders").unwrap().unwrap();
        let gone = pull_request(&payload(Value::Null), "contoso/orders").unwrap().unwrap();
        assert!(other.from_fork && gone.from_fork);
        assert_eq!(pull_request(&json!({}), "contoso/orders"), Ok(None));
    }

    #[test]
    fn a_payload_that_lacks_a_documented_field_is_unreadable_and_not_without_a_pull_request() {
        for (payload, place) in [
            (json!({"pull_request": {"number": 7, "head": {"repo": null}}}), "pull_request.head"),
            (json!({"pull_request": {"number": 7, "head": {"sha": "abc"}}}), "pull_request.head"),
            (json!({"pull_request": {"number": "7", "head": {"sha": "abc", "repo": null}}}), "pull_request.number"),
            (json!({"workflow_run": {"head_sha": 5}}), "workflow_run.head_sha"),
        ] {
            let why = understand(payload.to_string().as_bytes()).unwrap_err();
            assert!(why.contains(&format!("`{place}`")), "{payload}: {why}");
        }
        assert_eq!(understand(b"<html>").unwrap_err(), "it is not JSON");
    }
}

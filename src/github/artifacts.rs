use std::sync::Arc;
use std::time::Duration;

use http::header::{LOCATION, RANGE};
use octocrab::Octocrab;
use serde::Deserialize;
use serde::de::IgnoredAny;
use url::Url;

use super::GitHubError;
use super::seam::octocrab;
use crate::http::{Http, Policy, Request, Response, Secret};
use crate::names::{NameError, RepositoryName};
use crate::record::Digest;

/// The most that GitHub puts on a page (facts: github-rest).
const PAGE: &str = "per_page=100";
/// Fetched at once: a part that is lost costs no more than itself.
pub const PIECE: u64 = 8 * 1024 * 1024;

/// The artifacts of the workflow runs of one repository. Takes `actions: read`.
#[derive(Clone)]
pub struct Artifacts {
    octocrab: Octocrab,
    http: Arc<dyn Http>,
    owner: String,
    repository: String,
}

/// An artifact, as GitHub describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its number; a newer one has a greater number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Whether its bytes are gone.
    pub has_expired: bool,
    /// SHA-256 of its bytes; GitHub knows it of those that were uploaded since 2025 (facts: github-rest).
    pub digest: Option<Digest>,
    /// The commit of its run.
    pub commit: Option<String>,
    /// Whether its run was of another repository's commit: that of a fork's pull request.
    pub is_of_a_fork: bool,
}

/// A part of an artifact.
pub struct Piece {
    /// The bytes.
    pub bytes: bytes::Bytes,
    /// How many the whole artifact has.
    pub of: u64,
}

impl Artifacts {
    /// Those of `repository`, `owner/name`.
    pub fn new(http: Arc<dyn Http>, api_url: &Url, token: Secret, repository: &str) -> Result<Self, GitHubError> {
        let RepositoryName { owner, name } =
            repository.parse().map_err(|error: NameError| GitHubError::Malformed(error.to_string()))?;
        let octocrab = octocrab(http.clone(), api_url, token, Policy::safe().doubting(&[]));
        Ok(Self { octocrab, http, owner, repository: name })
    }

    /// Those that a run uploaded, of all its attempts, newest first; a hundred at most. `None`: the repository has no such run.
    pub async fn of_run(&self, run: u64, name: Option<&str>) -> Result<Option<Vec<Artifact>>, GitHubError> {
        let only: String = match name {
            Some(name) => url::form_urlencoded::Serializer::new("&".to_owned()).append_pair("name", name).finish(),
            None => String::new(),
        };
        let route = format!("/repos/{}/{}/actions/runs/{run}/artifacts?{PAGE}{only}", self.owner, self.repository);
        let listed: Result<Listed, _> = self.octocrab.get(route, None::<&()>).await;
        match listed.map_err(|error| GitHubError::of("list the artifacts of the run", error)) {
            Ok(listed) => {
                let mut all: Vec<Artifact> = listed.artifacts.into_iter().map(Described::artifact).collect();
                all.sort_by_key(|one| std::cmp::Reverse(one.id));
                Ok(Some(all))
            }
            Err(GitHubError::Refused { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where the bytes are: an address that opens them by itself, for a minute.
    pub async fn address(&self, id: u64) -> Result<Url, GitHubError> {
        let doing = "fetch the artifact";
        let route = format!("/repos/{}/{}/actions/artifacts/{id}/zip", self.owner, self.repository);
        let answer = self.octocrab._get(route).await.map_err(|error| GitHubError::of(doing, error))?;
        if answer.status().is_redirection() {
            let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()?.parse().ok());
            return to.ok_or_else(|| failed("GitHub names no address of it".to_owned()));
        }
        let status = answer.status();
        match octocrab::map_github_error(answer).await {
            Err(error) => Err(GitHubError::of(doing, error)),
            Ok(_) => Err(failed(format!("GitHub answered {status} in place of an address"))),
        }
    }

    /// A part of the bytes, from this one on. The storage opens them by the address alone: the token stays here. `None`: the address is
    /// out of date.
    pub async fn piece(&self, address: &Url, from: u64) -> Result<Option<Piece>, GitHubError> {
        let limit = usize::try_from(PIECE).unwrap_or(usize::MAX);
        let policy = Policy { body_limit: limit, ..Policy::safe().doubting(&[]).attempt(Duration::from_secs(100)) };
        let range = format!("bytes={from}-{}", from + PIECE - 1);
        let request = Request::get(address.clone()).policy(policy).header(RANGE, &range);
        let answer = self.http.send(request).await.map_err(GitHubError::Unreachable)?;
        match answer.status.as_u16() {
            206 => match length_of(&answer, from) {
                Some(of) => Ok(Some(Piece { bytes: answer.body, of })),
                None => Err(failed("its storage sent another part than it was asked for".to_owned())),
            },
            // A storage that knows no parts sends all of it, and so does one that was asked for more than there is.
            200 if from == 0 => Ok(Some(Piece { of: answer.body.len() as u64, bytes: answer.body })),
            401 | 403 => Ok(None),
            status => Err(failed(format!("its storage answered {status}"))),
        }
    }
}

fn failed(message: String) -> GitHubError {
    GitHubError::Failed { doing: "fetch the artifact".to_owned(), message }
}

/// The length of the whole, where this is the part that begins here (RFC 9110 §14.4).
fn length_of(answer: &Response, from: u64) -> Option<u64> {
    let (part, whole) = answer.header("content-range")?.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = part.split_once('-')?;
    let (first, last, whole): (u64, u64, u64) = (first.parse().ok()?, last.parse().ok()?, whole.parse().ok()?);
    let length = answer.body.len() as u64;
    (first == from && last < whole && length > 0 && last - first + 1 == length).then_some(whole)
}

/// An answer, as far as it is used (`actions/list-workflow-run-artifacts` of GitHub's description).
#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "total_count")]
    _all: IgnoredAny,
    artifacts: Vec<Described>,
}

#[derive(Deserialize)]
struct Described {
    id: u64,
    name: String,
    expired: bool,
    digest: Option<String>,
    workflow_run: Option<OfRun>,
}

#[derive(Deserialize)]
struct OfRun {
    repository_id: Option<u64>,
    head_repository_id: Option<u64>,
    head_sha: Option<String>,
}

impl Described {
    fn artifact(self) -> Artifact {
        let of_run = self.workflow_run.as_ref();
        // A fork that was deleted has no number; its commit is not this repository's either.
        let is_of_a_fork = of_run.is_some_and(|run| run.head_repository_id != run.repository_id);
        Artifact {
            id: self.id,
            name: self.name,
            has_expired: self.expired,
            digest: self.digest.as_deref().and_then(|text| text.strip_prefix("sha256:")?.parse().ok()),
            commit: self.workflow_run.and_then(|run| run.head_sha),
            is_of_a_fork,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(run: &str) -> Artifact {
        let text = format!(r#"{{"id": 1, "name": "app", "expired": false, "digest": null, "workflow_run": {run}}}"#);
        serde_json::from_str::<Described>(&text).unwrap().artifact()
    }

    #[test]
    fn what_a_forks_pull_request_built_is_told_apart_also_when_the_fork_is_gone() {
        assert!(!described(r#"{"repository_id": 1, "head_repository_id": 1}"#).is_of_a_fork);
        assert!(described(r#"{"repository_id": 1, "head_repository_id": 2}"#).is_of_a_fork);
        assert!(described(r#"{"repository_id": 1, "head_repository_id": null}"#).is_of_a_fork);
        assert!(!described("null").is_of_a_fork);
    }
}

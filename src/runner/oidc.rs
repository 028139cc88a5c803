use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use super::{Console, Environment, WorkflowRun};
use crate::http::{Http, HttpError, Policy, Request, Secret};

/// Claims of a GitHub OIDC token, read without checking the signature: they are for messages and never trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Claims {
    /// Its issuer.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// Its subject, which a federated credential has to match exactly.
    #[serde(rename = "sub")]
    pub subject: String,
    /// Its audience.
    #[serde(rename = "aud")]
    pub audience: String,
    /// The workflow file that runs the job.
    pub job_workflow_ref: Option<String>,
    /// The job's environment. No variable carries it; only this claim does.
    pub environment: Option<String>,
    /// The repository's numeric id.
    pub repository_id: Option<String>,
    /// The owner's numeric id.
    #[serde(rename = "repository_owner_id")]
    pub owner_id: Option<String>,
    /// `owner/name`.
    pub repository: Option<String>,
}

impl Claims {
    /// The claims of a token; `None` when it is not a JWT, or names no issuer, no subject or no audience.
    pub fn of(token: &Secret) -> Option<Self> {
        let payload = token.expose().split('.').nth(1)?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
    }
}

/// GitHub issued no token.
#[derive(Debug, Clone, Error)]
pub enum OidcError {
    /// The variables are missing that the runner sets when the job may ask for a token.
    #[error("this job may not ask GitHub for an OIDC token: {why}")]
    NotPermitted {
        /// The likely reason.
        why: String,
        /// Whether it is a pull request from a fork, which no setting can fix.
        from_fork: bool,
    },
    /// The variable is not a URL.
    #[error("ACTIONS_ID_TOKEN_REQUEST_URL holds no URL")]
    BadUrl,
    /// The token service did not answer.
    #[error("GitHub's token service could not be asked: {0}")]
    Unreachable(#[from] HttpError),
    /// The token service refused.
    #[error("GitHub's token service answered {status}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its words.
        message: String,
    },
}

/// Fetches GitHub OIDC tokens, a fresh one for each call: they live five minutes and cannot be
/// renewed.
#[derive(Clone)]
pub struct IdTokenSource {
    http: Arc<dyn Http>,
    url: Url,
    request_token: Secret,
    console: Console,
}

impl IdTokenSource {
    /// The source that the runner offers this job.
    pub fn new(environment: &Environment, http: Arc<dyn Http>, console: Console) -> Result<Self, OidcError> {
        let url = environment.get("ACTIONS_ID_TOKEN_REQUEST_URL");
        let token = environment.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
        let (Some(url), Some(token)) = (url, token) else {
            return Err(not_permitted(environment));
        };
        let request_token = Secret::new(token);
        console.redactor().learn(&request_token);
        Ok(Self { http, url: url.parse().map_err(|_| OidcError::BadUrl)?, request_token, console })
    }

    /// A new token for `audience`, masked before anyone sees it.
    pub async fn fetch(&self, audience: &str) -> Result<Secret, OidcError> {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair("audience", audience);
        let policy = Policy::sign_in().within(Duration::from_secs(90)).attempt(Duration::from_secs(15));
        let request = Request::get(url).bearer(&self.request_token).policy(policy);
        let response = self.http.send(request).await?;
        let answer: Result<Answer, _> = serde_json::from_slice(response.json_body());
        match answer {
            Ok(Answer { value }) if response.status.is_success() => {
                let token = Secret::new(value);
                self.console.hide(&token);
                Ok(token)
            }
            _ => Err(OidcError::Refused {
                status: response.status.as_u16(),
                message: self.console.redactor().own(&response.text()).chars().take(300).collect(),
            }),
        }
    }
}

/// What the token service answers.
#[derive(Deserialize)]
struct Answer {
    value: String,
}

fn not_permitted(environment: &Environment) -> OidcError {
    let run = WorkflowRun::read(environment);
    let from_fork = run.event.pull_request.as_ref().is_some_and(|pull| pull.from_fork);
    let why = if from_fork {
        "the pull request comes from a fork, and GitHub gives such runs neither OIDC tokens nor secrets"
    } else if environment.is_actions() {
        "the job lacks `permissions: id-token: write` (a `permissions:` block on the job resets all others to none, and \
         a reusable workflow has only what its caller grants)"
    } else {
        "this is not a GitHub Actions job"
    };
    OidcError::NotPermitted { why: why.to_owned(), from_fork }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_from_a_token_and_garbage_is_refused() {
        let payload = URL_SAFE_NO_PAD
            .encode(r#"{"iss":"i","sub":"repo:o/r:environment:production","aud":"a","environment":"production"}"#);
        let claims = Claims::of(&Secret::new(format!("h.{payload}.s"))).unwrap();
        assert_eq!(claims.subject, "repo:o/r:environment:production");
        assert_eq!(claims.environment.as_deref(), Some("production"));
        assert_eq!(Claims::of(&Secret::new("not a token")), None);
        let subjectless = URL_SAFE_NO_PAD.encode(r#"{"iss":"i","aud":"a"}"#);
        assert_eq!(Claims::of(&Secret::new(format!("h.{subjectless}.s"))), None, "an empty subject is not made up");
    }

    #[test]
    fn a_missing_permission_has_its_own_message() {
        let actions = Environment::of([("GITHUB_ACTIONS".to_owned(), "true".to_owned())]);
        assert!(not_permitted(&actions).to_string().contains("id-token: write"));
        assert!(not_permitted(&Environment::default()).to_string().contains("not a GitHub Actions job"));
    }
}

use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::HeaderName;
use serde_json::Value;
use url::Url;

use super::answers::{refusal, service_answer};
use super::{AzureError, Cloud, Credential, Refusal};
use crate::http::{Body, Http, Pace, Policy, Redactor, Request, Response};

/// The version of the Microsoft.Web API that is spoken; `functionAppConfig` needs at least this one
/// (azure-wire §2.4).
pub const WEB_API: &str = "2023-12-01";
const CORRELATION: HeaderName = HeaderName::from_static("x-ms-correlation-request-id");

/// The control plane. Cheap to clone.
#[derive(Clone)]
pub struct Arm {
    http: Arc<dyn Http>,
    credential: Arc<Credential>,
    cloud: Arc<Cloud>,
    pace: Pace,
    redactor: Redactor,
    correlation: Arc<str>,
}

/// How a request to the control plane is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArmPolicy {
    /// A question, also one that is asked by POST.
    Question,
    /// A question that is asked again and again, so that no single answer is worth a long wait.
    Measurement,
    /// A change that may arrive twice.
    Repeatable,
    /// A change that is sent once.
    Once,
}

impl ArmPolicy {
    fn policy(self) -> Policy {
        match self {
            Self::Question => Policy::safe(),
            Self::Measurement => Policy::safe().within(Duration::from_secs(45)).attempt(Duration::from_secs(30)),
            Self::Repeatable => Policy::idempotent(),
            Self::Once => Policy::default(),
        }
    }
}

impl Arm {
    /// A control plane that is asked in the name of `credential`. `correlation` names this run to
    /// Azure's support.
    pub fn new(
        http: Arc<dyn Http>,
        credential: Arc<Credential>,
        cloud: Cloud,
        pace: Pace,
        redactor: Redactor,
        correlation: &str,
    ) -> Self {
        Self { http, credential, cloud: Arc::new(cloud), pace, redactor, correlation: correlation.into() }
    }

    /// The clock.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// What is known to be secret.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// The seam.
    pub fn http(&self) -> Arc<dyn Http> {
        self.http.clone()
    }

    /// Who asks.
    pub fn credential(&self) -> Arc<Credential> {
        self.credential.clone()
    }

    /// The scope of tokens for the control plane and the SCM site.
    pub fn scope(&self) -> String {
        self.cloud.arm_scope()
    }

    /// Reads a resource.
    pub async fn get(&self, doing: &str, path: &str) -> Result<Value, AzureError> {
        let response = self.send(doing, Method::GET, &self.url(path), None, ArmPolicy::Question).await?;
        json(doing, &response)
    }

    /// Measures something.
    pub async fn measure(&self, doing: &str, path: &str) -> Result<Value, AzureError> {
        let response = self.send(doing, Method::GET, &self.url(path), None, ArmPolicy::Measurement).await?;
        json(doing, &response)
    }

    /// Reads a resource whose answer need not be JSON.
    pub async fn get_raw(&self, doing: &str, path: &str) -> Result<Response, AzureError> {
        self.send(doing, Method::GET, &self.url(path), None, ArmPolicy::Question).await
    }

    /// Sends a request to another host, which ARM named for this app; the caller has put the
    /// credential in.
    pub async fn send_elsewhere(&self, doing: &str, request: Request) -> Result<Response, AzureError> {
        let response = self.http.send(request).await.map_err(AzureError::unanswered(doing))?;
        match response.status.is_success() {
            true => Ok(response),
            false => Err(self.refused(doing, &response)),
        }
    }

    /// Reads a list, page by page.
    pub async fn list(&self, doing: &str, path: &str) -> Result<Vec<Value>, AzureError> {
        const PAGES: usize = 50;
        let mut items = Vec::new();
        let mut next = Some(self.url(path));
        for _ in 0..PAGES {
            let Some(url) = next.take() else { break };
            let response = self.send(doing, Method::GET, &url, None, ArmPolicy::Question).await?;
            let mut page = json(doing, &response)?;
            if let Some(Value::Array(values)) = page.get_mut("value").map(Value::take) {
                items.extend(values);
            }
            // A page's link is followed only within the control plane: the token goes nowhere else.
            next = page["nextLink"]
                .as_str()
                .and_then(|link| link.parse::<Url>().ok())
                .filter(|link| link.authority() == self.cloud.arm.authority());
        }
        Ok(items)
    }

    /// Sends a POST, for questions that are asked that way and for actions.
    pub async fn post(
        &self,
        doing: &str,
        path: &str,
        body: Option<Value>,
        policy: ArmPolicy,
    ) -> Result<Response, AzureError> {
        self.send(doing, Method::POST, &self.url(path), body, policy).await
    }

    /// Sends a request to a URL that the control plane itself named, such as a `Location`.
    pub async fn get_url(&self, doing: &str, url: &Url) -> Result<Response, AzureError> {
        if url.authority() != self.cloud.arm.authority() || url.scheme() != self.cloud.arm.scheme() {
            return Err(AzureError::Unreadable {
                doing: doing.to_owned(),
                detail: format!("it was sent to another host, {}", url.authority()),
            });
        }
        self.send(doing, Method::GET, url, None, ArmPolicy::Question).await
    }

    /// Repeats an action that may arrive twice while another operation holds the lock, until
    /// `limit` has passed.
    pub async fn post_when_free(&self, doing: &str, path: &str, limit: Duration) -> Result<Response, AzureError> {
        const WAIT: Duration = Duration::from_secs(10);
        let end = self.pace.now() + limit;
        loop {
            match self.post(doing, path, None, ArmPolicy::Repeatable).await {
                Err(error) if error.refusal() == Some(&Refusal::Busy) && self.pace.now() + WAIT < end => {
                    self.pace.sleep(WAIT).await;
                }
                result => return result,
            }
        }
    }

    async fn send(
        &self,
        doing: &str,
        method: Method,
        url: &Url,
        body: Option<Value>,
        policy: ArmPolicy,
    ) -> Result<Response, AzureError> {
        let scope = self.scope();
        let mut renewed = false;
        loop {
            let token = self.credential.token(&scope).await?;
            let mut request = Request::new(method.clone(), url.clone())
                .bearer(&token)
                .policy(policy.policy())
                .header(CORRELATION, &self.correlation);
            request = match &body {
                Some(body) => request.json(body),
                None => request.body(Body::Empty),
            };
            let response = self.http.send(request).await.map_err(AzureError::unanswered(doing))?;
            if response.status.is_success() {
                return Ok(response);
            }
            if response.status == 401 && !std::mem::replace(&mut renewed, true) {
                self.credential.forget(&scope).await;
                // A 401 had no effect, so what may arrive twice is sent again with a new token; once. What is announced
                // before each request is for whoever announced it to send again.
                if policy != ArmPolicy::Once {
                    continue;
                }
            }
            return Err(self.refused(doing, &response));
        }
    }

    fn refused(&self, doing: &str, response: &Response) -> AzureError {
        let answer = service_answer(response, &self.redactor);
        AzureError::Refused { doing: doing.to_owned(), refusal: refusal(&answer), answer }
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.cloud.arm.clone();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        url.set_path(&format!("{}{}", self.cloud.arm.path().trim_end_matches('/'), path));
        url.set_query((!query.is_empty()).then_some(query));
        if !query.contains("api-version=") {
            url.query_pairs_mut().append_pair("api-version", WEB_API);
        }
        url
    }
}

fn json(doing: &str, response: &Response) -> Result<Value, AzureError> {
    response
        .json()
        .ok_or_else(|| AzureError::Unreadable { doing: doing.to_owned(), detail: "the answer is no JSON".to_owned() })
}

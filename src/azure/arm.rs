use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::HeaderName;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::answers::{refusal, service_answer};
use super::path::ApiPath;
use super::renewal::Renewal;
use super::wire::{self, Page};
use super::{AzureError, Blobs, Cloud, ContainerUrl, Credential, Refusal, Unreadable, of_control_plane};
use crate::http::{Body, Http, Pace, Policy, Redactor, Request, Response};

/// The version of the Microsoft.Web API that is spoken; `functionAppConfig` needs at least this one
/// (facts: arm-calls).
pub(super) const WEB_API: &str = "2023-12-01";
const CORRELATION: HeaderName = HeaderName::from_static("x-ms-correlation-request-id");

const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The control plane. Cheap to clone.
#[derive(Clone)]
pub struct Arm {
    http: Arc<dyn Http>,
    credential: Arc<Credential>,
    cloud: Arc<Cloud>,
    pace: Pace,
    redactor: Redactor,
    correlation: Arc<str>,
    patience: Option<Patience>,
}

/// What the host and the SCM site say of a file that is not there (azure-functions-host, `VirtualFileSystem.GetItem`). A 404 of the
/// control plane, or about a file that cannot be read, has other words.
pub(super) const NO_SUCH_FILE: &str = "' not found.";

/// How a request to the control plane is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArmPolicy {
    /// A read, also one that uses POST.
    Question,
    /// A read of a file, through the host.
    File,
    /// A read that is repeated, so that no single answer is worth a long wait.
    Measurement,
    /// The same as a query of logs, whose answer says which tables may not be read: without that they are merely empty.
    Query,
    /// A change that may arrive twice.
    Repeatable,
    /// A change that is sent once.
    Once,
}

/// What a caller makes of every policy.
#[derive(Clone, Copy)]
enum Patience {
    /// Every question is asked once, with this much time for its answer.
    Glance(Duration),
    /// Every question has this much time.
    Hurry(Duration),
}

impl ArmPolicy {
    fn policy(self) -> Policy {
        match self {
            Self::Question => Policy::safe(),
            Self::File => Policy::safe().decided_by(NO_SUCH_FILE),
            Self::Measurement | Self::Query => {
                Policy::safe().within(Duration::from_secs(45)).attempt(Duration::from_secs(30))
            }
            Self::Repeatable => Policy::idempotent(),
            Self::Once => Policy::default(),
        }
    }
}

impl Arm {
    /// A control plane that authenticates with `credential`. `correlation` names this run to
    /// Azure's support.
    pub fn new(
        http: Arc<dyn Http>,
        credential: Arc<Credential>,
        cloud: Cloud,
        pace: Pace,
        redactor: Redactor,
        correlation: &str,
    ) -> Self {
        Self {
            http,
            credential,
            cloud: Arc::new(cloud),
            pace,
            redactor,
            correlation: correlation.into(),
            patience: None,
        }
    }

    /// The same, whose requests go by way of `http`.
    pub fn sent_by(&self, http: Arc<dyn Http>) -> Self {
        Self { http, ..self.clone() }
    }

    /// The same, which asks every question once and waits no longer than this for its answer.
    pub(super) fn glancing(&self, patience: Duration) -> Self {
        Self { patience: Some(Patience::Glance(patience)), ..self.clone() }
    }

    /// The same for one of several readings: no question takes longer than this, with all that it is asked again.
    pub(super) fn hurried(&self, limit: Duration) -> Self {
        Self { patience: Some(Patience::Hurry(limit)), ..self.clone() }
    }

    /// How a request is sent from here.
    fn adjusted(&self, policy: Policy) -> Policy {
        match self.patience {
            Some(Patience::Glance(patience)) => policy.glancing(patience),
            Some(Patience::Hurry(limit)) => policy.hurried(limit),
            None => policy,
        }
    }

    /// The clock.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// The known secrets.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// The HTTP client.
    pub fn http(&self) -> Arc<dyn Http> {
        self.http.clone()
    }

    /// The credential.
    pub fn credential(&self) -> Arc<Credential> {
        self.credential.clone()
    }

    /// Where the portal shows the resource with this id, in a cloud whose portal is known.
    pub fn portal_page(&self, id: &str) -> Option<String> {
        self.cloud.portal_page(id)
    }

    /// Where this cloud is.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// The blobs of a container, asked by the same identity.
    pub fn blobs(&self, container: ContainerUrl) -> Blobs {
        Blobs::new(self.http(), self.credential(), &self.cloud, container, self.redactor.clone())
    }

    /// The scope of tokens for the control plane and the SCM site.
    pub fn scope(&self) -> String {
        self.cloud.arm_scope()
    }

    /// Reads a resource.
    pub(super) async fn get<T: DeserializeOwned>(&self, doing: &str, path: &ApiPath) -> Result<T, AzureError> {
        let response = self.send(doing, Method::GET, &self.url(path), None, ArmPolicy::Question).await?;
        wire::read(doing, &response)
    }

    /// Measures something.
    pub(super) async fn measure<T: DeserializeOwned>(&self, doing: &str, path: &ApiPath) -> Result<T, AzureError> {
        let response = self.send(doing, Method::GET, &self.url(path), None, ArmPolicy::Measurement).await?;
        wire::read(doing, &response)
    }

    /// Reads something whose answer need not be JSON.
    pub async fn get_raw(&self, doing: &str, path: &ApiPath, policy: ArmPolicy) -> Result<Response, AzureError> {
        self.send(doing, Method::GET, &self.url(path), None, policy).await
    }

    /// Sends a request to another host, which ARM named for this app; the caller has added the credential.
    pub async fn send_elsewhere(&self, doing: &str, request: Request) -> Result<Response, AzureError> {
        let request = Request { policy: self.adjusted(request.policy), ..request };
        let response = self.http.send(request).await.map_err(AzureError::unanswered(doing))?;
        if response.status.is_success() { Ok(response) } else { Err(self.refused(doing, &response)) }
    }

    /// Reads a whole list, page by page; a part of one is none.
    pub(super) async fn list<T: DeserializeOwned>(&self, doing: &str, path: &ApiPath) -> Result<Vec<T>, AzureError> {
        const PAGES: usize = 50;
        let mut items = Vec::new();
        let mut url = self.url(path);
        for _ in 0..PAGES {
            let response = self.send(doing, Method::GET, &url, None, ArmPolicy::Question).await?;
            let page: Page<T> = wire::read(doing, &response)?;
            items.extend(page.value);
            let Some(link) = page.next_link.filter(|link| !link.is_empty()) else { return Ok(items) };
            url = link.parse().map_err(|_| Unreadable::NotAUrl { text: link }.during(doing))?;
            self.check_host(doing, &url)?;
        }
        Err(Unreadable::Endless { pages: PAGES }.during(doing))
    }

    /// The token goes nowhere but to the control plane.
    fn check_host(&self, doing: &str, url: &Url) -> Result<(), AzureError> {
        if url.authority() == self.cloud.arm.authority() && url.scheme() == self.cloud.arm.scheme() {
            Ok(())
        } else {
            Err(Unreadable::AnotherHost { host: url.authority().to_owned() }.during(doing))
        }
    }

    /// Sends a POST, for reads that use it and for actions.
    pub async fn post(
        &self,
        doing: &str,
        path: &ApiPath,
        body: Option<Value>,
        policy: ArmPolicy,
    ) -> Result<Response, AzureError> {
        self.send(doing, Method::POST, &self.url(path), body, policy).await
    }

    /// Replaces a resource.
    pub(super) async fn put(
        &self,
        doing: &str,
        path: &ApiPath,
        body: Value,
        policy: ArmPolicy,
    ) -> Result<Response, AzureError> {
        self.send(doing, Method::PUT, &self.url(path), Some(body), policy).await
    }

    /// Changes of a resource what the body names.
    pub(super) async fn patch(
        &self,
        doing: &str,
        path: &ApiPath,
        body: Value,
        policy: ArmPolicy,
    ) -> Result<Response, AzureError> {
        self.send(doing, Method::PATCH, &self.url(path), Some(body), policy).await
    }

    /// Asks a URL that the control plane itself named, such as a `Location`; any answer is given as it is.
    pub(super) async fn ask_url(&self, doing: &str, url: &Url, policy: ArmPolicy) -> Result<Response, AzureError> {
        self.check_host(doing, url)?;
        self.exchange(doing, Method::GET, url, None, policy).await
    }

    /// Repeats an action that may arrive twice while another operation holds the lock, until
    /// `limit` has passed.
    pub async fn post_when_free(&self, doing: &str, path: &ApiPath, limit: Duration) -> Result<Response, AzureError> {
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
        let needs = of_control_plane(&method, url.path());
        let response = self.exchange(doing, method, url, body, policy).await?;
        if response.status.is_success() { Ok(response) } else { Err(self.refused(doing, &response).lacking(needs)) }
    }

    async fn exchange(
        &self,
        doing: &str,
        method: Method,
        url: &Url,
        body: Option<Value>,
        policy: ArmPolicy,
    ) -> Result<Response, AzureError> {
        let scope = self.scope();
        let mut renewal = Renewal::default();
        loop {
            let token = self.credential.token(&scope).await?;
            let mut request = Request::new(method.clone(), url.clone())
                .bearer(&token)
                .policy(self.adjusted(policy.policy()))
                .header(CORRELATION, &self.correlation);
            if policy == ArmPolicy::Query {
                request = request.header(PREFER, "include-permissions=true");
            }
            request = match &body {
                Some(body) => request.json(body),
                None => request.body(Body::Empty),
            };
            let response = self.http.send(request).await.map_err(AzureError::unanswered(doing))?;
            // A change that is announced before each request is repeated by its caller only.
            let again = response.status == 401 && renewal.again(&self.credential, &scope, &token).await;
            if !again || policy == ArmPolicy::Once {
                return Ok(response);
            }
        }
    }

    pub(super) fn refused(&self, doing: &str, response: &Response) -> AzureError {
        let answer = service_answer(response, &self.redactor);
        AzureError::Refused { doing: doing.to_owned(), refusal: refusal(&answer), answer }
    }

    fn url(&self, path: &ApiPath) -> Url {
        let mut url = path.below(&self.cloud.arm);
        if !path.has("api-version") {
            url.query_pairs_mut().append_pair("api-version", WEB_API);
        }
        url
    }
}

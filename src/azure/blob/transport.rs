use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::{AsyncRawResponse, HttpClient, Request as SdkRequest};
use http::HeaderValue;
use http::header::HeaderName;
use url::Url;

use super::{ContainerUrl, Sent};
use crate::azure::renewal::Renewal;
use crate::azure::sdk_transport::{handed_over, translated};
use crate::azure::{AzureError, Credential, Unreadable, of_blobs};
use crate::http::{Body, Http, Policy, Response};

const COPY_SOURCE: &str = "x-ms-copy-source";
const SOURCE_AUTHORIZATION: HeaderName = HeaderName::from_static("x-ms-copy-source-authorization");

/// What all requests to one container have in common.
pub(super) struct Shared {
    pub http: Arc<dyn Http>,
    pub credential: Arc<Credential>,
    pub scope: String,
    pub container: ContainerUrl,
    pub requests: AtomicU64,
    pub bytes: AtomicU64,
}

impl Shared {
    /// What was sent so far.
    pub(super) fn sent(&self) -> Sent {
        Sent { requests: self.requests.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }
}

/// Routes one operation of Microsoft's blob SDK through our HTTP client, under the policy of that operation.
///
/// The token is added here and not by the SDK: it goes to the one container only, and a refused one is renewed. The last
/// answer is kept, since the SDK's errors lose what ours tell.
#[derive(Clone)]
pub(super) struct BlobTransport {
    shared: Arc<Shared>,
    policy: Policy,
    doing: Arc<str>,
    last: Arc<Mutex<Option<Result<Response, AzureError>>>>,
    needs: Arc<Mutex<Option<&'static str>>>,
}

impl BlobTransport {
    /// A transport for one operation.
    pub(super) fn new(shared: Arc<Shared>, policy: Policy, doing: &str) -> Self {
        Self { shared, policy, doing: doing.into(), last: Arc::default(), needs: Arc::default() }
    }

    /// The last answer.
    pub(super) fn last(&self) -> Option<Result<Response, AzureError>> {
        self.last.lock().ok()?.clone()
    }

    /// The action that the last request needed.
    pub(super) fn needs(&self) -> Option<&'static str> {
        self.needs.lock().ok().and_then(|needs| *needs)
    }

    async fn exchange(&self, request: &SdkRequest) -> Result<Response, AzureError> {
        let malformed = || Unreadable::NotAUrl { text: self.shared.container.to_string() }.during(&self.doing);
        let request = translated(request, self.policy).map_err(|_| malformed())?;
        self.stays(&request.url)?;
        if let Ok(mut needs) = self.needs.lock() {
            *needs = of_blobs(&request.method, request.url.query().unwrap_or_default());
        }
        let source = request.headers.get(COPY_SOURCE).map(|value| value.to_str().unwrap_or_default().parse::<Url>());
        match &source {
            Some(Ok(source)) => self.stays(source)?,
            Some(Err(_)) => return Err(malformed()),
            None => {}
        }
        // Copy Blob reads a source of the same account in the name of the requester, and takes no token for it.
        let reads_source = source.is_some() && request.url.query_pairs().any(|(_, value)| value == "block");
        let mut renewal = Renewal::default();
        loop {
            let token = self.shared.credential.token(&self.shared.scope).await?;
            let mut request = request.clone().bearer(&token);
            if let (true, Ok(mut value)) = (reads_source, HeaderValue::from_str(&format!("Bearer {}", token.expose())))
            {
                value.set_sensitive(true);
                request.headers.insert(SOURCE_AUTHORIZATION, value);
            }
            let length = length(&request.body);
            let answer = self.shared.http.send(request).await;
            let attempts = match &answer {
                Ok(response) => response.observed.attempts,
                Err(error) => error.attempts,
            };
            self.count(attempts, length);
            let response = answer.map_err(AzureError::unanswered(&self.doing))?;
            if response.status != 401 || !renewal.again(&self.shared.credential, &self.shared.scope, &token).await {
                return Ok(response);
            }
        }
    }

    /// The token goes nowhere but to the container.
    fn stays(&self, url: &Url) -> Result<(), AzureError> {
        if self.shared.container.holds(url) {
            Ok(())
        } else {
            Err(Unreadable::AnotherHost { host: url.authority().to_owned() }.during(&self.doing))
        }
    }

    fn count(&self, attempts: u32, length: u64) {
        let attempts = u64::from(attempts.max(1));
        self.shared.requests.fetch_add(attempts, Ordering::Relaxed);
        self.shared.bytes.fetch_add(attempts * length, Ordering::Relaxed);
    }
}

fn length(body: &Body) -> u64 {
    match body {
        Body::Empty => 0,
        Body::Bytes(bytes) => bytes.len() as u64,
        Body::Reopen(reopen) => reopen.length,
    }
}

impl fmt::Debug for BlobTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlobTransport")
    }
}

#[async_trait]
impl HttpClient for BlobTransport {
    async fn execute_request(&self, request: &SdkRequest) -> azure_core::Result<AsyncRawResponse> {
        let answer = self.exchange(request).await;
        if let Ok(mut last) = self.last.lock() {
            *last = Some(answer.clone());
        }
        answer.map(handed_over).map_err(|error| Error::with_message(ErrorKind::Io, error.to_string()))
    }
}

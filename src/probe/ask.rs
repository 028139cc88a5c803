use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use tokio::sync::Mutex;
use url::Url;

use crate::azure::{Arm, AzureError, SiteRef, function_key};
use crate::config::{Auth, Probe, Release};
use crate::http::{Body, Http, HttpError, Kind, Pace, Policy, Redactor, Request, Response, Secret};
use crate::names::FunctionName;
use crate::record::Explain;
use crate::runner::Console;

/// Of a longer answer nothing is judged.
const LONGEST_ANSWER: usize = 1024 * 1024;
const KEY_HEADER: HeaderName = HeaderName::from_static("x-functions-key");

/// Sends probes to one side of an app. Keys and tokens are fetched when a probe first needs them, and masked.
pub struct Asker {
    http: Arc<dyn Http>,
    arm: Arm,
    side: SiteRef,
    base: Url,
    release: Release,
    console: Console,
    keys: Mutex<HashMap<String, Secret>>,
}

/// A probe could not be sent.
#[derive(Debug, Clone)]
pub enum CannotAsk {
    /// No key or token.
    Credential(AzureError),
    /// No answer.
    Transport(HttpError),
    /// The path does not give a URL.
    Malformed(String),
}

impl CannotAsk {
    /// In one clause.
    pub fn words(&self) -> String {
        match self {
            Self::Credential(error) => error.to_string(),
            Self::Transport(error) => format!("{} ({})", error.kind, error.code()),
            Self::Malformed(what) => what.clone(),
        }
    }

    /// Whether a connection was there and gave no complete answer. Without one, nothing was asked.
    pub fn is_silence(&self) -> bool {
        match self {
            Self::Transport(error) => match error.kind {
                Kind::Lost | Kind::Timeout(_) | Kind::TooLarge(_) => true,
                Kind::Dns | Kind::Connect(_) | Kind::Tls(_) | Kind::Unreadable(_) | Kind::Malformed(_) => false,
            },
            Self::Credential(_) | Self::Malformed(_) => false,
        }
    }

    /// Whether the answer is longer than what is read.
    pub fn is_too_large(&self) -> bool {
        matches!(self, Self::Transport(error) if matches!(error.kind, Kind::TooLarge(_)))
    }

    /// Whether a retry may succeed.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Credential(error) => error.is_transient(),
            Self::Transport(error) => error.is_transient(),
            Self::Malformed(_) => false,
        }
    }
}

impl Asker {
    /// Probes the side at `base`, for this release.
    pub fn new(arm: &Arm, side: SiteRef, base: Url, release: Release, console: Console) -> Self {
        Self { http: arm.http(), arm: arm.clone(), side, base, release, console, keys: Mutex::default() }
    }

    /// The facts for the templates of the probes.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The clock.
    pub fn pace(&self) -> Pace {
        self.arm.pace()
    }

    /// The known secrets.
    pub fn redactor(&self) -> &Redactor {
        self.console.redactor()
    }

    /// Method and path of a probe. Values of a query may be secrets that the configuration carries.
    pub fn shown(&self, probe: &Probe) -> String {
        let path = probe.request.path.fill(&self.release);
        format!("{} {}", probe.request.method, path.split('?').next().unwrap_or(&path))
    }

    /// Sends a probe's request once, over a connection of its own and without cookies, so that no
    /// load balancer's affinity decides which instance answers.
    pub async fn ask(&self, probe: &Probe) -> Result<Response, CannotAsk> {
        let spec = &probe.request;
        let path = spec.path.fill(&self.release);
        // The host may have a path of its own, so the two are put together and not resolved against
        // each other.
        let url = format!("{}{path}", self.base.as_str().trim_end_matches('/'))
            .parse::<Url>()
            .ok()
            .filter(|url| url.authority() == self.base.authority())
            .ok_or_else(|| CannotAsk::Malformed(format!("`{path}` is not a path of the app")))?;
        let policy = Policy {
            deadline: probe.timeout,
            attempt_timeout: probe.timeout,
            fresh_connection: true,
            body_limit: LONGEST_ANSWER,
            ..Policy::default()
        };
        let mut request = Request::new(spec.method.clone(), url).policy(policy);
        for (name, value) in &spec.headers {
            let filled = value.fill(&self.release);
            // Asked without it, the app would answer another question.
            let value = HeaderValue::from_bytes(filled.as_bytes()).map_err(|_| {
                CannotAsk::Malformed(format!("the header `{name}` was filled with a text that no header can hold"))
            })?;
            request.headers.insert(name.clone(), value);
        }
        if let Some(body) = &spec.body {
            request = with_body(request, body);
        }
        request = self.with_auth(request, spec.auth.as_ref()).await?;
        self.http.send(request).await.map_err(CannotAsk::Transport)
    }

    async fn with_auth(&self, request: Request, auth: Option<&Auth>) -> Result<Request, CannotAsk> {
        let Some(auth) = auth else {
            return Ok(request);
        };
        match auth {
            Auth::FunctionKey { function, name } => {
                let key = self.key(Some(function), name).await?;
                Ok(request.secret_header(KEY_HEADER, &key))
            }
            Auth::HostKey { name } => {
                let key = self.key(None, name).await?;
                Ok(request.secret_header(KEY_HEADER, &key))
            }
            Auth::Entra { scope } => {
                let token = self.arm.credential().token(scope).await;
                let token = token.map_err(|error| CannotAsk::Credential(error.into()))?;
                Ok(request.bearer(&token))
            }
        }
    }

    async fn key(&self, function: Option<&FunctionName>, name: &str) -> Result<Secret, CannotAsk> {
        let slot = format!("{}/{name}", function.map_or("", FunctionName::as_str));
        let mut keys = self.keys.lock().await;
        if let Some(key) = keys.get(&slot) {
            return Ok(key.clone());
        }
        let key = function_key(&self.arm, &self.side, function, name).await.map_err(CannotAsk::Credential)?;
        self.console.hide(&key);
        keys.insert(slot, key.clone());
        Ok(key)
    }
}

/// A text goes as it stands, anything else as JSON.
fn with_body(mut request: Request, body: &serde_json::Value) -> Request {
    match body {
        serde_json::Value::String(text) => {
            request.body = Body::Bytes(Bytes::from(text.clone()));
            request.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("text/plain; charset=utf-8"));
            request
        }
        value => {
            let own = request.headers.get(CONTENT_TYPE).cloned();
            let mut request = request.json(value);
            if let Some(own) = own {
                request.headers.insert(CONTENT_TYPE, own);
            }
            request
        }
    }
}

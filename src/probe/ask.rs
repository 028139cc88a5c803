use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use tokio::sync::Mutex;
use url::Url;

use crate::azure::{Arm, AzureError, SiteRef, function_key};
use crate::config::{Auth, Check, Release};
use crate::http::{Body, Http, HttpError, Pace, Policy, Redactor, Request, Response, Secret};
use crate::runner::Console;

const KEY_HEADER: HeaderName = HeaderName::from_static("x-functions-key");

/// Asks one side of an app. Keys and tokens are fetched when a check first needs them, and masked.
pub struct Asker {
    http: Arc<dyn Http>,
    arm: Arm,
    side: SiteRef,
    base: Url,
    release: Release,
    console: Console,
    keys: Mutex<HashMap<String, Secret>>,
}

/// A check could not be asked.
#[derive(Debug, Clone)]
pub enum CannotAsk {
    /// No key or token.
    Credential(AzureError),
    /// No answer.
    Transport(HttpError),
    /// The path makes no URL.
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

    /// Whether a moment later it may work.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Credential(error) => error.is_transient(),
            Self::Transport(error) => error.is_transient(),
            Self::Malformed(_) => false,
        }
    }
}

impl Asker {
    /// Asks the side at `base`, about this release.
    pub fn new(arm: &Arm, side: SiteRef, base: Url, release: Release, console: Console) -> Self {
        Self { http: arm.http(), arm: arm.clone(), side, base, release, console, keys: Mutex::default() }
    }

    /// What the templates of the checks may speak of.
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// The clock.
    pub fn pace(&self) -> Pace {
        self.arm.pace()
    }

    /// What is known to be secret.
    pub fn redactor(&self) -> &Redactor {
        self.console.redactor()
    }

    /// Asks a check's question once, over a connection of its own and without cookies, so that no
    /// load balancer's affinity decides which instance answers.
    pub async fn ask(&self, check: &Check) -> Result<Response, CannotAsk> {
        let spec = &check.request;
        let path = spec.path.fill(&self.release);
        // The host may have a path of its own, so the two are put together and not resolved against
        // each other.
        let url = format!("{}{path}", self.base.as_str().trim_end_matches('/'))
            .parse::<Url>()
            .ok()
            .filter(|url| url.authority() == self.base.authority())
            .ok_or_else(|| CannotAsk::Malformed(format!("`{path}` is no path of the app")))?;
        let method =
            spec.method.parse().map_err(|_| CannotAsk::Malformed(format!("`{}` is no method", spec.method)))?;
        let policy = Policy {
            deadline: check.timeout,
            attempt_timeout: check.timeout,
            fresh_connection: true,
            body_limit: 1024 * 1024,
            ..Policy::default()
        };
        let mut request = Request::new(method, url).policy(policy);
        for (name, value) in &spec.headers {
            request = request.header(name.clone(), &value.fill(&self.release));
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

    async fn key(&self, function: Option<&str>, name: &str) -> Result<Secret, CannotAsk> {
        let slot = format!("{}/{name}", function.unwrap_or_default());
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

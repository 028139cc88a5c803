use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method};
use tokio::io::AsyncRead;
use url::Url;

use super::checked_body::CheckedBody;
use super::{Policy, Secret};
use crate::record::Digest;

type Opening = BoxFuture<'static, std::io::Result<Box<dyn AsyncRead + Send + Unpin>>>;

/// A body that is opened anew for each attempt, such as a file on disk; streamed, never held in
/// memory.
#[derive(Clone)]
pub struct Reopen {
    /// Opens the body from its first byte.
    pub open: Arc<dyn Fn() -> Opening + Send + Sync>,
    /// Its length in bytes; sent as `content-length`.
    pub length: u64,
}

impl Reopen {
    /// The file at `path`, which holds `length` bytes of this digest. Another one that takes its place is not sent whole.
    pub fn file(path: std::path::PathBuf, length: u64, digest: &Digest) -> Self {
        let digest = digest.clone();
        Self {
            open: Arc::new(move || {
                let (path, digest) = (path.clone(), digest.clone());
                Box::pin(async move {
                    let file = tokio::fs::File::open(&path).await?;
                    Ok(Box::new(CheckedBody::new(file, length, digest)) as Box<dyn AsyncRead + Send + Unpin>)
                })
            }),
            length,
        }
    }
}

/// What a request carries.
#[derive(Clone)]
pub enum Body {
    /// Nothing.
    Empty,
    /// Bytes in memory.
    Bytes(Bytes),
    /// A stream that can be opened again.
    Reopen(Reopen),
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Reopen(reopen) => write!(f, "{} bytes, streamed", reopen.length),
        }
    }
}

/// One request, with the policy it is to be sent under.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Headers; credentials in them are marked sensitive.
    pub headers: HeaderMap,
    /// What it carries.
    pub body: Body,
    /// How it is sent.
    pub policy: Policy,
}

impl Request {
    /// A request without headers and body under the careful default policy.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: Body::Empty, policy: Policy::default() }
    }

    /// A read: GET, retried.
    pub fn get(url: Url) -> Self {
        Self::new(Method::GET, url).policy(Policy::safe())
    }

    /// Replaces the policy.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets a header; a value that HTTP cannot carry is left out.
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Sets `Authorization: Bearer …`, marked sensitive so that nothing prints it.
    pub fn bearer(mut self, token: &Secret) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(&format!("Bearer {}", token.expose())) {
            value.set_sensitive(true);
            self.headers.insert(AUTHORIZATION, value);
        }
        self
    }

    /// Sets a header whose value is a secret.
    pub fn secret_header(mut self, name: HeaderName, secret: &Secret) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(secret.expose()) {
            value.set_sensitive(true);
            self.headers.insert(name, value);
        }
        self
    }

    /// Carries `value` as JSON.
    pub fn json(mut self, value: &serde_json::Value) -> Self {
        self.body = Body::Bytes(Bytes::from(value.to_string()));
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// Carries `body`.
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }
}

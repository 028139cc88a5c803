use std::error::Error as _;
use std::path::PathBuf;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use http::header::{CONTENT_LENGTH, HeaderValue};
use thiserror::Error;
use tokio_util::io::ReaderStream;

use super::{Body, BodyChanged, Effect, Http, HttpError, Kind, Observed, Request, Response, shown_url};

const USER_AGENT: &str = concat!("slot-deploy/", env!("CARGO_PKG_VERSION"));
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// Bodies are streamed in pieces of this size.
const PIECE: usize = 256 * 1024;

/// The machine's settings of the transport.
#[derive(Debug, Clone, Default)]
pub struct TransportOptions {
    /// A PEM file with further certificate authorities (input `ca-file`). SSL_CERT_FILE is honoured
    /// besides.
    pub ca_file: Option<PathBuf>,
    /// No proxy is asked, whatever the environment says: for a rehearsal, whose Azure is on this machine.
    pub direct: bool,
}

/// The transport could not be set up.
#[derive(Debug, Error)]
pub enum TransportError {
    /// The file is not there or may not be read.
    #[error("the certificate file {path} cannot be read: {source}")]
    CaFileUnreadable {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no certificate.
    #[error("the certificate file {path} holds no PEM certificate")]
    CaFileEmpty {
        /// The file.
        path: String,
    },
    /// The TLS stack refused its set-up, most often since the machine has no root certificates.
    #[error("no HTTPS on this machine: {0}")]
    Unusable(String),
}

/// Real sockets, by reqwest with rustls and ring. Proxies come from HTTPS_PROXY, HTTP_PROXY and
/// NO_PROXY.
pub struct Transport {
    pooled: reqwest::Client,
    unpooled: reqwest::Client,
}

impl Transport {
    /// Opens nothing yet; reads the certificate file.
    pub fn new(options: TransportOptions) -> Result<Self, TransportError> {
        Ok(Self { pooled: client(&options, true)?, unpooled: client(&options, false)? })
    }
}

#[async_trait::async_trait]
impl Http for Transport {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let limit = request.policy.attempt_timeout;
        let client = if request.policy.fresh_connection { &self.unpooled } else { &self.pooled };
        let result = tokio::time::timeout(limit, attempt(&request, client))
            .await
            .unwrap_or(Err((Kind::Timeout(limit), Effect::Possible)));
        result.map_err(|(kind, effect)| HttpError {
            method: request.method.clone(),
            shown: shown_url(&request.url),
            kind,
            effect,
            attempts: 1,
        })
    }
}

async fn attempt(request: &Request, client: &reqwest::Client) -> Result<Response, (Kind, Effect)> {
    let unsent = |error: std::io::Error| (Kind::Unreadable(error.to_string()), Effect::None);
    let mut built = client.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
    built = match &request.body {
        Body::Empty => built.header(CONTENT_LENGTH, HeaderValue::from_static("0")),
        Body::Bytes(bytes) => built.body(bytes.clone()),
        Body::Reopen(reopen) => {
            let reader = (reopen.open)().await.map_err(unsent)?;
            let stream = ReaderStream::with_capacity(reader, PIECE);
            built.header(CONTENT_LENGTH, reopen.length).body(reqwest::Body::wrap_stream(stream))
        }
    };
    // GET and HEAD without a body carry no length: some front ends refuse `content-length: 0`
    // there.
    let mut ready = built.build().map_err(|error| (Kind::Malformed(plain(&error)), Effect::None))?;
    if matches!(request.body, Body::Empty) && request.method.is_safe() {
        ready.headers_mut().remove(CONTENT_LENGTH);
    }
    let started = tokio::time::Instant::now();
    let response = client.execute(ready).await.map_err(|error| sorted(&error))?;
    let first_byte = started.elapsed();
    let (status, headers, url) = (response.status(), response.headers().clone(), response.url().clone());
    let body = collect(response, request.policy.body_limit).await?;
    let observed = Observed { attempts: 1, first_byte, total: started.elapsed() };
    Ok(Response { status, headers, body, url, observed })
}

async fn collect(response: reqwest::Response, limit: usize) -> Result<Bytes, (Kind, Effect)> {
    let mut body = BytesMut::new();
    let mut stream = response.bytes_stream();
    while let Some(piece) = stream.try_next().await.map_err(|_| (Kind::Lost, Effect::Possible))? {
        if body.len() + piece.len() > limit {
            return Err((Kind::TooLarge(limit), Effect::Possible));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn client(options: &TransportOptions, pooled: bool) -> Result<reqwest::Client, TransportError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(Duration::from_secs(30));
    if options.direct {
        builder = builder.no_proxy();
    }
    if !pooled {
        builder = builder.pool_max_idle_per_host(0);
    }
    if let Some(path) = &options.ca_file {
        let shown = path.display().to_string();
        let pem =
            std::fs::read(path).map_err(|source| TransportError::CaFileUnreadable { path: shown.clone(), source })?;
        let extra = reqwest::Certificate::from_pem_bundle(&pem).unwrap_or_default();
        if extra.is_empty() {
            return Err(TransportError::CaFileEmpty { path: shown });
        }
        builder = builder.tls_certs_merge(extra);
    }
    builder.build().map_err(|error| TransportError::Unusable(plain(&error)))
}

/// Sorts reqwest's errors into ours. Its own predicates miss cases, so the chain of sources is read
/// too.
fn sorted(error: &reqwest::Error) -> (Kind, Effect) {
    if let Some(changed) = body_changed(error) {
        // A package that does not arrive whole is not unpacked.
        return (Kind::Unreadable(changed.to_string()), Effect::None);
    }
    let text = plain(error);
    let lower = text.to_ascii_lowercase();
    if error.is_connect() {
        let kind = if lower.contains("dns") || lower.contains("lookup") {
            Kind::Dns
        } else if lower.contains("certificate") || lower.contains("handshake") || lower.contains("tls") {
            Kind::Tls(text)
        } else {
            Kind::Connect(text)
        };
        return (kind, Effect::None);
    }
    if error.is_builder() {
        return (Kind::Malformed(text), Effect::None);
    }
    let kind = if error.is_timeout() { Kind::Timeout(CONNECT_TIMEOUT) } else { Kind::Lost };
    (kind, Effect::Possible)
}

/// Whether the body that was being sent turned out to be another one.
fn body_changed(error: &reqwest::Error) -> Option<BodyChanged> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(changed) = inner.and_then(|inner| inner.downcast_ref()) {
            return Some(*changed);
        }
        next = error.source();
    }
    None
}

/// The innermost message of an error, which names the cause and, unlike the outer ones, no URL.
fn plain(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let is_outermost = std::ptr::eq(deepest, error as &dyn std::error::Error) && error.source().is_none();
    if is_outermost { "the client refused it".to_owned() } else { deepest.to_string() }
}

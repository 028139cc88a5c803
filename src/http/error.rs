use std::time::Duration;

use thiserror::Error;

use crate::record::{Code, Explain};

/// Whether the other side can have acted on a request that got no complete answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The request never left: nothing can have happened.
    None,
    /// It left, at least in part: only reading back shows the effect.
    Possible,
}

/// Why there was no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Kind {
    /// The name has no address here.
    #[error("the name could not be resolved")]
    Dns,
    /// The connection was refused.
    #[error("the connection could not be opened ({0})")]
    Connect(String),
    /// The certificate or the TLS handshake was refused.
    #[error("no trusted TLS connection ({0})")]
    Tls(String),
    /// The connection ended before the answer was complete.
    #[error("the connection was lost before the answer was complete")]
    Lost,
    /// No complete answer in time.
    #[error("no complete answer within {} s", .0.as_secs())]
    Timeout(Duration),
    /// The answer is longer than the caller's limit.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(usize),
    /// The body to send could not be read.
    #[error("the request body could not be read ({0})")]
    Unreadable(String),
    /// The request could not be built; an error in this program or in a configured URL.
    #[error("the request could not be made ({0})")]
    Malformed(String),
}

/// No complete answer arrived.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{method} {shown}: {kind}")]
pub struct HttpError {
    /// The method.
    pub method: http::Method,
    /// The URL without query values, credentials and fragments.
    pub shown: String,
    /// Why there was no answer.
    pub kind: Kind,
    /// Whether the other side can have acted.
    pub effect: Effect,
    /// How often it was sent.
    pub attempts: u32,
}

impl HttpError {
    /// Whether the same request may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, Kind::Dns | Kind::Connect(_) | Kind::Lost | Kind::Timeout(_))
    }
}

impl Explain for HttpError {
    fn code(&self) -> Code {
        match self.kind {
            Kind::Dns => Code::NAME_NOT_RESOLVED,
            Kind::Connect(_) => Code::CONNECTION_REFUSED,
            Kind::Tls(_) => Code::TLS_NOT_TRUSTED,
            Kind::Lost => Code::CONNECTION_LOST,
            Kind::Timeout(_) => Code::NO_ANSWER_IN_TIME,
            Kind::TooLarge(_) => Code::ANSWER_TOO_LARGE,
            Kind::Unreadable(_) => Code::BODY_UNREADABLE,
            Kind::Malformed(_) => Code::REQUEST_MALFORMED,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self.kind {
            Kind::Dns | Kind::Connect(_) => vec![
                "check that this runner can reach the host: a private endpoint or an IP restriction needs a self-hosted \
                 runner inside the network, and a proxy has to be named in HTTPS_PROXY"
                    .into(),
            ],
            Kind::Tls(_) => vec![
                "if the connection passes a private certificate authority, give its PEM file in the input `ca-file` or in \
                 SSL_CERT_FILE"
                    .into(),
            ],
            _ => Vec::new(),
        }
    }
}

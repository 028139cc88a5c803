use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One request that reached the world, without bodies and credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestEntry {
    /// When it arrived.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Which service: `arm`, `entra`, `scm`, `site`, `oidc`, `github`, `metadata`, `blob`.
    pub service: String,
    /// The method.
    pub method: String,
    /// The path within the service.
    pub path: String,
    /// The status it was answered with; `None` when the connection was cut or no answer was given.
    pub status: Option<u16>,
    /// Whether a fault had its hand in it.
    pub faulted: bool,
}

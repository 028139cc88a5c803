use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use url::Url;

/// What was measured while a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Observed {
    /// How often it was sent.
    pub attempts: u32,
    /// From sending the last attempt to its status line.
    pub first_byte: Duration,
    /// From the first attempt to the last byte of the answer.
    pub total: Duration,
}

/// A complete answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// The URL that answered, after redirects.
    pub url: Url,
    /// What was measured.
    pub observed: Observed,
}

impl Response {
    /// The body as text; bytes that are not UTF-8 become replacement characters.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, whatever its content type says (Kudu and Entra label theirs loosely).
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(self.json_body()).ok()
    }

    /// The body for a JSON parser: Kudu's answers sometimes begin with a byte-order mark, which serde_json refuses.
    pub fn json_body(&self) -> &[u8] {
        self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body)
    }

    /// A header's value as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Whether the answer calls itself HTML, as front ends do that speak for a service which is
    /// down.
    pub fn is_html(&self) -> bool {
        self.headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.to_ascii_lowercase().contains("html"))
    }

    /// `Retry-After` in seconds or `x-ms-retry-after-ms`; dates are not used by the services we
    /// talk to.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Some(ms) = self.header("x-ms-retry-after-ms") {
            return ms.trim().parse().ok().map(Duration::from_millis);
        }
        let seconds: f64 = self.header("retry-after")?.trim().parse().ok()?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

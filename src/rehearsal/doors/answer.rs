use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

/// What a door answers, and how much longer than usual that takes.
pub struct Reply {
    /// The answer.
    pub response: Response<Bytes>,
    /// Time besides the service's usual one.
    pub delay: Duration,
}

impl Reply {
    /// An answer without body.
    pub fn empty(status: u16) -> Self {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { response, delay: Duration::ZERO }
    }

    /// JSON.
    pub fn json(status: u16, value: &Value) -> Self {
        Self::body(status, "application/json; charset=utf-8", value.to_string())
    }

    /// HTML.
    pub fn html(status: u16, html: &str) -> Self {
        Self::body(status, "text/html; charset=utf-8", html.to_owned())
    }

    /// Plain text.
    pub fn text(status: u16, text: &str) -> Self {
        Self::body(status, "text/plain; charset=utf-8", text.to_owned())
    }

    /// Any body.
    pub fn body(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut reply = Self::empty(status);
        *reply.response.body_mut() = body.into();
        reply.response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        reply
    }

    /// With this header; a value that HTTP cannot carry is left out.
    pub fn header(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.response.headers_mut().append(HeaderName::from_static(name), value);
        }
        self
    }

    /// Taking this much longer.
    pub fn later(mut self, delay: Duration) -> Self {
        self.delay += delay;
        self
    }
}

/// What a fault answers in place of a service that writes JSON.
pub fn faulted(
    status: u16,
    body: Option<&str>,
    content_type: Option<&str>,
    retry_after: Option<u64>,
) -> Response<Bytes> {
    let gateway = match status {
        429 => {
            json!({"error": {"code": "TooManyRequests", "message": "The request is being throttled."}})
        }
        504 => {
            json!({"error": {"code": "GatewayTimeout", "message": "The gateway did not receive a response from 'Microsoft.Web' within the specified time period."}})
        }
        _ => {
            json!({"error": {"code": "InternalServerError", "message": "There was an unexpected InternalServerError. Please try again later."}})
        }
    };
    let mut reply = match body {
        Some(body) => Reply::body(status, "application/json; charset=utf-8", body.to_owned()),
        None => Reply::json(status, &gateway),
    };
    if let Some(content_type) = content_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        reply.response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    if let Some(seconds) = retry_after {
        reply = reply.header("retry-after", seconds.to_string());
    }
    reply.response
}

/// A time as HTTP writes it.
pub fn http_date(at: OffsetDateTime) -> String {
    let format =
        format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// A time as ARM and Kudu write it: seven digits of a second, ending in Z.
pub fn utc_stamp(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]Z");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

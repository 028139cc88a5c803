use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use hyper::ext::ReasonPhrase;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::Service;

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

    /// What the front end says to callers that access restrictions keep out; its reason phrase is its own (facts: scm-access).
    pub fn ip_forbidden() -> Self {
        let mut reply = Self::html(403, IP_FORBIDDEN);
        reply.response.extensions_mut().insert(ReasonPhrase::from_static(b"Ip Forbidden"));
        reply
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

const IP_FORBIDDEN: &str = "<!DOCTYPE html><html><head><title>Microsoft Azure Web App - Error 403</title></head><body>\
                            <h1>Error 403 - Forbidden</h1><p>Ip Forbidden</p></body></html>";
const UNAVAILABLE: &str = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"\"http://www.w3.org/TR/html4/strict.dtd\">\r\n\
    <HTML><HEAD><TITLE>Service Unavailable</TITLE>\r\n<META HTTP-EQUIV=\"Content-Type\" Content=\"text/html; charset=us-ascii\"></HEAD>\r\n\
    <BODY><h2>Service Unavailable</h2>\r\n<hr><p>HTTP Error 503. The service is unavailable.</p>\r\n</BODY></HTML>\r\n";

/// What a fault answers in place of a service.
pub(super) fn faulted(
    service: Service,
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
        // This one comes from the system's own web server (facts: arm-errors, shape C; recorded).
        None if status == 503 => Reply::body(status, "text/html; charset=us-ascii", UNAVAILABLE),
        None => Reply::json(status, &gateway),
    };
    if service == Service::Arm && body.is_none() && matches!(status, 503 | 504) {
        reply = reply.header("x-ms-failure-cause", "service");
    }
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
pub(super) fn utc_stamp(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7]Z");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

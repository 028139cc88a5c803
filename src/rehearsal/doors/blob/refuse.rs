//! Errors as the service writes them: XML, with the code in a header too (REST reference, "Status and error codes").

use bytes::Bytes;
use http::Response;
use time::OffsetDateTime;

use super::xml::Xml;
use crate::doors::answer::{faulted as faulted_elsewhere, utc_stamp};
use crate::doors::{Incoming, Reply, Service};
use crate::laws::blob::Refusal;

/// The answer for a refusal; to a HEAD and to what is not modified, without a body.
pub(super) fn reply(refusal: &Refusal, incoming: &Incoming, tenant: &str, id: &str, now: OffsetDateTime) -> Reply {
    let mut reply = if incoming.method == http::Method::HEAD || refusal.status == 304 {
        Reply::empty(refusal.status)
    } else {
        Reply::body(refusal.status, "application/xml", body(refusal, id, now))
    };
    reply = reply.header("x-ms-error-code", refusal.code);
    if refusal.status == 401 {
        let challenge = format!(
            "Bearer authorization_uri=https://login.microsoftonline.com/{tenant}/oauth2/authorize \
             resource_id=https://storage.azure.com"
        );
        reply = reply.header("www-authenticate", challenge);
    }
    reply
}

fn body(refusal: &Refusal, id: &str, now: OffsetDateTime) -> String {
    let words = format!("{}\nRequestId:{id}\nTime:{}", refusal.words, utc_stamp(now));
    Xml::document()
        .element("Error", |error| {
            error.text("Code", refusal.code).text("Message", &words);
            for (name, value) in &refusal.details {
                error.text(name, value);
            }
        })
        .done()
}

/// What a fault answers in place of the blob service.
pub(crate) fn faulted(
    status: u16,
    body: Option<&str>,
    content_type: Option<&str>,
    retry_after: Option<u64>,
) -> Response<Bytes> {
    let (code, words) = match status {
        503 => ("ServerBusy", "The server is busy."),
        429 => ("TooManyRequests", "The request is being throttled."),
        500 => ("InternalError", "The server encountered an internal error. Please retry the request."),
        403 => ("AuthorizationFailure", "This request is not authorized to perform this operation."),
        _ => ("OperationTimedOut", "The operation could not be completed within the permitted time."),
    };
    let own = Xml::document()
        .element("Error", |error| {
            error.text("Code", code).text("Message", words);
        })
        .done();
    let is_own = body.is_none();
    let content_type = content_type.or(is_own.then_some("application/xml"));
    let mut response = faulted_elsewhere(Service::Blob, status, Some(body.unwrap_or(&own)), content_type, retry_after);
    if is_own {
        response.headers_mut().insert("x-ms-error-code", http::HeaderValue::from_static(code));
    }
    response
}

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::{Error, ErrorKind};
use azure_core::http::headers::Headers;
use azure_core::http::request::Body as SdkBody;
use azure_core::http::{AsyncRawResponse, HttpClient, Request as SdkRequest};
use http::header::{CONTENT_LENGTH, HeaderName};

use crate::http::{Body, Http, HttpError, Policy, Request, Response};

/// Routes the sign-in of Microsoft's SDK through our HTTP client, so that there is one TLS stack, one proxy and one retry policy.
///
/// It also keeps the last answer: the SDK reports answers that are not JSON as parser errors and loses the status.
#[derive(Clone)]
pub(super) struct SdkTransport {
    http: Arc<dyn Http>,
    last: Arc<Mutex<Option<Result<Response, HttpError>>>>,
}

impl SdkTransport {
    /// A transport over `http`.
    pub(super) fn new(http: Arc<dyn Http>) -> Self {
        Self { http, last: Arc::default() }
    }

    /// The last answer.
    pub(super) fn last(&self) -> Option<Result<Response, HttpError>> {
        self.last.lock().ok()?.clone()
    }
}

impl fmt::Debug for SdkTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SdkTransport")
    }
}

#[async_trait]
impl HttpClient for SdkTransport {
    async fn execute_request(&self, request: &SdkRequest) -> azure_core::Result<AsyncRawResponse> {
        // Requesting a token twice changes nothing.
        let policy = Policy::sign_in().within(Duration::from_secs(60)).attempt(Duration::from_secs(20));
        let answer = self.http.send(translated(request, policy)?).await;
        if let Ok(mut last) = self.last.lock() {
            *last = Some(answer.clone());
        }
        let response = answer.map_err(|error| Error::with_message(ErrorKind::Io, error.to_string()))?;
        if response.status.is_success() && !has_a_lifetime(&response) {
            let words = "the answer names no time for which the token is good";
            return Err(Error::with_message(ErrorKind::DataConversion, words));
        }
        Ok(handed_over(response))
    }
}

/// Whether the SDK can calculate with how long the token is good. It does so without a look at the number.
pub(super) fn has_a_lifetime(response: &Response) -> bool {
    const LONGEST: i64 = 366 * 24 * 60 * 60;
    let answer = response.json().unwrap_or_default();
    let is_good = |value: &serde_json::Value| match value.as_i64() {
        Some(seconds) => (0..=LONGEST).contains(&seconds),
        // A local token service writes text, which the SDK reads with care.
        None => value.is_string(),
    };
    ["expires_in", "ext_expires_in"].into_iter().filter_map(|name| answer.get(name)).all(is_good)
}

/// An answer as the SDK takes it.
pub(super) fn handed_over(response: Response) -> AsyncRawResponse {
    let mut headers = Headers::new();
    for (name, value) in &response.headers {
        if let Ok(value) = value.to_str() {
            headers.insert(name.as_str().to_owned(), value.to_owned());
        }
    }
    AsyncRawResponse::from_bytes(response.status.as_u16().into(), headers, response.body)
}

/// A request of the SDK as ours, to be sent under this policy. Bodies are in memory: nothing here hands the SDK a stream.
pub(super) fn translated(request: &SdkRequest, policy: Policy) -> azure_core::Result<Request> {
    let malformed = |why: String| Error::with_message(ErrorKind::Other, why);
    let method =
        request.method().as_str().parse().map_err(|_| malformed("a method that HTTP does not know".to_owned()))?;
    let mut ours = Request::new(method, request.url().clone()).policy(policy);
    for (name, value) in request.headers().iter() {
        // Our transport sets the length of what it sends; servers drop a request that has two.
        if let Ok(name) = name.as_str().parse::<HeaderName>()
            && name != CONTENT_LENGTH
        {
            ours = ours.header(name, value.as_str());
        }
    }
    ours.body = match request.body() {
        SdkBody::Bytes(bytes) if bytes.is_empty() => Body::Empty,
        SdkBody::Bytes(bytes) => Body::Bytes(bytes.clone()),
        SdkBody::SeekableStream(_) => {
            return Err(malformed("a stream where bytes were expected".to_owned()));
        }
    };
    Ok(ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use azure_core::http::Method;

    #[test]
    fn the_length_of_a_request_is_left_to_the_transport_so_that_it_is_there_once() {
        let mut request = SdkRequest::new("https://shop.test/".parse().unwrap(), Method::Put);
        request.insert_header("content-length", "0");
        request.insert_header("x-ms-version", "2026-04-06");
        let ours = translated(&request, Policy::safe()).unwrap();
        let names: Vec<&str> = ours.headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["x-ms-version"]);
    }
}

//! Azure's error answers: two JSON formats, and HTML from front ends (facts: arm-errors).

use super::Refusal;
use super::wire;
use crate::http::{Redactor, Response};
use crate::record::ServiceAnswer;

/// More of an answer than this is not shown.
const LONGEST: usize = 600;

/// The answer as a report can show it, without secrets.
pub(super) fn service_answer(response: &Response, redactor: &Redactor) -> ServiceAnswer {
    let said: wire::Refusal = wire::parse(response.json_body()).unwrap_or_default();
    let message = match said.message() {
        Some(message) => message,
        None if response.is_html() => html_text(&response.text()),
        None => response.text(),
    };
    let message = redactor.foreign(message.trim()).chars().take(LONGEST).collect();
    let id = ["x-ms-correlation-request-id", "x-ms-request-id", "x-ms-correlation-id"]
        .into_iter()
        .find_map(|name| response.header(name))
        .map(str::to_owned);
    ServiceAnswer { status: Some(response.status.as_u16()), code: said.code(), message, correlation_id: id }
}

/// The kind of refusal, by status and message; the codes are too coarse (facts: arm-errors).
pub(super) fn refusal(answer: &ServiceAnswer) -> Refusal {
    let code = answer.code.as_deref().unwrap_or_default();
    let says = |words: &str| answer.message.to_ascii_lowercase().contains(words);
    match answer.status {
        Some(400) if says("from host runtime") => Refusal::HostDown,
        Some(401) => Refusal::Unauthenticated { needs: None },
        Some(403) => Refusal::Forbidden { action: missing_action(&answer.message), needs: None },
        Some(404) => Refusal::NotFound,
        Some(409) if says("prepared for swap") => Refusal::PreparedForSwap,
        Some(409) if says("another operation is in progress") => Refusal::Busy,
        Some(409) if code == "ScopeLocked" => Refusal::Locked,
        Some(417) => Refusal::NoWarmUp,
        Some(429) if says("exclusive lock") => Refusal::Busy,
        Some(429 | 529) => Refusal::Throttled,
        Some(408 | 500 | 502 | 503 | 504) => Refusal::Unavailable,
        _ => Refusal::Other,
    }
}

/// The action of `AuthorizationFailed`: "… does not have authorization to perform action '…' over
/// scope …".
fn missing_action(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("perform action '")?;
    rest.split_once('\'').map(|(action, _)| action.to_owned())
}

/// The words of an HTML page: its title, and its text without tags.
fn html_text(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Observed;
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};

    fn answer(status: u16, content_type: &str, body: &str) -> ServiceAnswer {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        headers.insert("x-ms-correlation-request-id", "abc-123".parse().unwrap());
        let response = Response {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Bytes::from(body.to_owned()),
            url: "https://arm.test/".parse().unwrap(),
            observed: Observed::default(),
        };
        service_answer(&response, &Redactor::default())
    }

    #[test]
    fn both_error_formats_and_html_are_read_with_the_correlation_id() {
        let gateway =
            answer(404, "application/json", r#"{"error":{"code":"ResourceNotFound","message":"was not found"}}"#);
        assert_eq!(gateway.code.as_deref(), Some("ResourceNotFound"));
        assert_eq!(gateway.correlation_id.as_deref(), Some("abc-123"));
        let provider = answer(
            429,
            "application/json",
            r#"{"Code":"429","Message":"Cannot acquire exclusive lock to create","Target":null}"#,
        );
        assert_eq!(provider.code.as_deref(), Some("429"));
        assert_eq!(refusal(&provider), Refusal::Busy);
        let page = answer(
            503,
            "text/html; charset=us-ascii",
            "<HTML><TITLE>Service Unavailable</TITLE><p>HTTP Error 503.</p>",
        );
        assert_eq!(page.message, "Service Unavailable HTTP Error 503.");
        assert_eq!(refusal(&page), Refusal::Unavailable);
        let entra =
            answer(400, "application/json", r#"{"error":"invalid_client","error_description":"AADSTS7000215"}"#);
        assert_eq!((entra.code.as_deref(), entra.message.as_str()), (Some("invalid_client"), "AADSTS7000215"));
        let odd = answer(400, "application/json", r#"{"error":{"code":5,"message":"words"},"trace":1}"#);
        assert_eq!((odd.code, odd.message.as_str()), (None, "words"));
    }

    #[test]
    fn a_missing_right_is_named() {
        let text = "The client 'c' with object id 'o' does not have authorization to perform action \
                    'Microsoft.Web/sites/slots/slotsswap/Action' over scope '/x'";
        let body = serde_json::json!({"error": {"code": "AuthorizationFailed", "message": text}}).to_string();
        let answer = answer(403, "application/json", &body);
        let action = Some("Microsoft.Web/sites/slots/slotsswap/Action".to_owned());
        assert_eq!(refusal(&answer), Refusal::Forbidden { action, needs: None });
    }

    #[test]
    fn conflicts_are_distinguished_by_their_message() {
        let says = |words: &str| {
            refusal(&answer(409, "application/json", &format!(r#"{{"Code":"Conflict","Message":"{words}"}}"#)))
        };
        assert_eq!(says("Cannot modify this site because another operation is in progress."), Refusal::Busy);
        assert_eq!(says("settings have been prepared for swap."), Refusal::PreparedForSwap);
        assert_eq!(says("something else"), Refusal::Other);
    }
}

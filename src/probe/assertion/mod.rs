//! One expectation, one file. A new kind of assertion begins in `config/expect.rs` (its YAML) and `config/probe.rs` (its
//! [`Expectation`]), and is a file here and a line in [`judge`].

mod body;
mod compare;
mod header;
mod json;
mod latency;
mod status;

use crate::config::{Expectation, Release};
use crate::http::Response;
use crate::record::Assertion;

/// Compares an expectation with an answer.
pub(super) fn judge(expectation: &Expectation, response: &Response, release: &Release) -> Assertion {
    match expectation {
        Expectation::Status(set) => status::judge(set, response),
        Expectation::Header(name, predicate) => header::judge(name, predicate, response, release),
        Expectation::Body(predicate) => body::judge(predicate, response, release),
        Expectation::Json { text, path, predicate } => json::judge(text, path, predicate, response, release),
        Expectation::Latency(max) => latency::judge(*max, response),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_inline;
    use crate::http::Observed;
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use std::time::Duration;

    fn judged(expect: &str, body: &str) -> Assertion {
        let yaml = format!("- name: a\n  request: {{ path: /a }}\n  expect: {expect}\n");
        let probes = parse_inline(&yaml).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        headers.insert("x-odd", http::HeaderValue::from_bytes(b"caf\xe9").unwrap());
        let response = Response {
            status: StatusCode::OK,
            headers,
            body: Bytes::from(body.to_owned()),
            url: "https://app.test/a".parse().unwrap(),
            observed: Observed {
                attempts: 1,
                first_byte: Duration::from_millis(10),
                total: Duration::from_millis(1500),
            },
        };
        let release = Release { digest: "d1".into(), commit: "c1".into() };
        // The first expectation is the status unless it is asked for.
        let expectation = probes.checks[0].expect.last().unwrap();
        judge(expectation, &response, &release)
    }

    fn shown(assertion: &Assertion) -> (bool, &str, &str, &str) {
        (assertion.held, &assertion.subject, &assertion.expected, &assertion.actual)
    }

    #[test]
    fn the_status_is_compared_with_numbers_classes_and_ranges() {
        assert_eq!(shown(&judged("{ status: [201, 2xx] }", "")), (true, "status", "is 201 or 2xx", "200"));
        assert_eq!(shown(&judged("{ status: 404 }", "")), (false, "status", "is 404", "200"));
    }

    #[test]
    fn a_missing_header_differs_from_an_empty_one() {
        let missing = judged("{ headers: { x-version: '1' } }", "");
        assert_eq!(shown(&missing), (false, "header x-version", "equals \"1\"", "nothing"));
        assert!(judged("{ headers: { x-powered-by: { absent: true } } }", "").held);
        let odd = judged("{ headers: { x-odd: { absent: true } } }", "");
        assert!(!odd.held, "a header whose bytes are no text is there: {odd:?}");
        assert!(judged("{ headers: { content-type: { matches: '^application/' } } }", "").held);
    }

    #[test]
    fn a_negated_assertion_inverts_the_result_and_its_text() {
        let wrong = judged("{ body: { not_matches: '(?i)exception' } }", "An Exception");
        assert!(!wrong.held);
        assert!(wrong.expected.starts_with("does not match"), "{}", wrong.expected);
        assert!(judged("{ body: { not_contains: nope } }", "fine").held);
    }

    #[test]
    fn json_values_are_found_by_rfc_9535_and_types_must_match() {
        let body = r#"{"commit":"c1","n":3,"deps":[{"ok":true},{"ok":false}],"empty":null}"#;
        assert!(judged("{ json: [{ path: '$.commit', equals: '${release.commit}' }] }", body).held);
        assert!(judged("{ json: [{ path: '$.n', at_least: 3 }] }", body).held);
        assert!(!judged("{ json: [{ path: '$.n', at_most: 2 }] }", body).held);
        let count = judged("{ json: [{ path: '$.deps[?@.ok==false]', count: 0 }] }", body);
        assert_eq!(shown(&count), (false, "json $.deps[?@.ok==false]", "finds 0", "1 found"));
        let types = judged("{ json: [{ path: '$.n', equals: '3' }] }", body);
        assert!(!types.held && types.type_mismatch, "a number is not a text that looks like it");
        assert!(judged("{ json: [{ path: '$.empty', equals: null }] }", body).held);
        assert!(judged("{ json: [{ path: '$.absent', exists: false }] }", body).held);
        let absent = judged("{ json: [{ path: '$.absent', equals: 1 }] }", body);
        assert_eq!(absent.actual, "nothing");
        let several = judged("{ json: [{ path: '$.deps[*].ok', equals: true }] }", body);
        assert!(!several.held && several.actual.contains("2 found"), "{}", several.actual);
    }

    #[test]
    fn an_answer_that_is_not_json_fails_and_is_shown() {
        let wrong = judged("{ json: [{ path: '$.a', exists: true }] }", "<html>down</html>");
        assert!(!wrong.held);
        assert!(wrong.actual.contains("no JSON") && wrong.actual.contains("down"), "{}", wrong.actual);
    }

    #[test]
    fn latency_is_measured_to_the_last_byte() {
        assert!(!judged("{ latency: { max: 1s } }", "").held);
        assert!(judged("{ latency: { max: 2s } }", "").held);
    }
}

//! What requests are answered, `GET /api/version when NAME=value: { status: 200 }`, by a method and a status that HTTP has.

use std::collections::BTreeMap;

use serde_json::Value;

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What of it cannot be.
pub(super) fn check(at: &str, answers: &BTreeMap<String, Value>, problems: &mut Vec<String>) {
    for (request, answer) in answers {
        let (method, path) = request.split_once(' ').unwrap_or((request, ""));
        if !METHODS.contains(&method) {
            let known = METHODS.join(", ");
            problems.push(format!("{at}.{request}: `{method}` is no method; {known} are"));
        }
        if !path.starts_with('/') {
            problems.push(format!("{at}.{request}: a request is a method and a path, as `GET /api/version`"));
        }
        let status = &answer["status"];
        if !status.is_null() && !status.as_u64().is_some_and(|status| (200..600).contains(&status)) {
            problems.push(format!("{at}.{request}.status: {status} is no status of an answer; 200 to 599 are"));
        }
    }
}

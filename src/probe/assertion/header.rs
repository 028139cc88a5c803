use http::HeaderName;
use serde_json::Value;

use super::compare::compare;
use crate::config::{Predicate, Release};
use crate::http::Response;
use crate::record::Assertion;

pub(super) fn judge(name: &HeaderName, predicate: &Predicate, response: &Response, release: &Release) -> Assertion {
    // A header whose bytes are no text is there all the same.
    let bytes = response.headers.get(name).map(|value| value.as_bytes());
    let value = bytes.map(|bytes| Value::String(String::from_utf8_lossy(bytes).into_owned()));
    let found: Vec<&Value> = value.iter().collect();
    compare(format!("header {name}"), predicate, &found, release)
}

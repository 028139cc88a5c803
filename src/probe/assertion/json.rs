use serde_json_path::JsonPath;

use super::compare::{compare, describe};
use crate::config::{Predicate, Release};
use crate::http::Response;
use crate::record::Assertion;

pub(super) fn judge(
    text: &str,
    path: &JsonPath,
    predicate: &Predicate,
    response: &Response,
    release: &Release,
) -> Assertion {
    let subject = format!("json {text}");
    match response.json() {
        Some(value) => {
            let found = path.query(&value).all();
            compare(subject, predicate, &found, release)
        }
        None => Assertion {
            subject,
            expected: describe(predicate, release),
            actual: format!("no JSON: {}", response.text()),
            type_mismatch: true,
            held: false,
        },
    }
}

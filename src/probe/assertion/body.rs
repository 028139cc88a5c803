use serde_json::Value;

use super::compare::compare;
use crate::config::{Predicate, Release};
use crate::http::Response;
use crate::record::Assertion;

pub(super) fn judge(predicate: &Predicate, response: &Response, release: &Release) -> Assertion {
    let text = Value::String(response.text());
    compare("body".to_owned(), predicate, &[&text], release)
}

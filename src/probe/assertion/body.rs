use serde_json::Value;

use super::predicate::hold;
use crate::config::{Predicate, Release};
use crate::http::Response;
use crate::record::Assertion;

pub fn judge(predicate: &Predicate, response: &Response, release: &Release) -> Assertion {
    let text = Value::String(response.text());
    hold("body".to_owned(), predicate, &[&text], release)
}

use http::HeaderName;
use serde_json::Value;

use super::predicate::hold;
use crate::config::{Predicate, Release};
use crate::http::Response;
use crate::record::Assertion;

pub fn judge(name: &HeaderName, predicate: &Predicate, response: &Response, release: &Release) -> Assertion {
    let value = response.header(name.as_str()).map(|text| Value::String(text.to_owned()));
    let found: Vec<&Value> = value.iter().collect();
    hold(format!("header {name}"), predicate, &found, release)
}

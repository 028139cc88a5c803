use serde_json::Value;

use crate::config::{Predicate, Release};
use crate::record::Assertion;

/// Compares a predicate with the found values: none, one, or several.
pub(super) fn compare(subject: String, predicate: &Predicate, found: &[&Value], release: &Release) -> Assertion {
    let (held, type_mismatch) = match predicate {
        Predicate::Exists(wanted) => (found.is_empty() != *wanted, false),
        Predicate::Count(wanted) => (found.len() == *wanted, false),
        _ => match found {
            [value] => one(predicate, value, release),
            // Without a value only negations hold; with several values nothing holds.
            [] => (is_negation(predicate), false),
            _ => (false, false),
        },
    };
    Assertion { subject, expected: describe(predicate, release), actual: actual(predicate, found), type_mismatch, held }
}

/// The expectation in words.
pub(super) fn describe(predicate: &Predicate, release: &Release) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    match predicate {
        Predicate::EqualsText(text) => format!("equals {}", quoted(&text.fill(release))),
        Predicate::Equals(value) => format!("equals {value}"),
        Predicate::Contains(text) => format!("contains {}", quoted(&text.fill(release))),
        Predicate::NotContains(text) => format!("does not contain {}", quoted(&text.fill(release))),
        Predicate::Matches(regex) => format!("matches /{regex}/"),
        Predicate::NotMatches(regex) => format!("does not match /{regex}/"),
        Predicate::AtLeast(number) => format!("is at least {number}"),
        Predicate::AtMost(number) => format!("is at most {number}"),
        Predicate::Exists(true) => "is there".to_owned(),
        Predicate::Exists(false) => "is not there".to_owned(),
        Predicate::Count(count) => format!("finds {count}"),
    }
}

fn one(predicate: &Predicate, value: &Value, release: &Release) -> (bool, bool) {
    let on_text = |test: &dyn Fn(&str) -> bool| match value {
        Value::String(text) => (test(text), false),
        _ => (false, true),
    };
    let on_number = |test: &dyn Fn(f64) -> bool| match value.as_f64() {
        Some(number) => (test(number), false),
        None => (false, true),
    };
    match predicate {
        Predicate::EqualsText(wanted) => on_text(&|text| text == wanted.fill(release)),
        Predicate::Equals(wanted) => (equal(wanted, value), kind(wanted) != kind(value)),
        Predicate::Contains(wanted) => on_text(&|text| text.contains(&wanted.fill(release))),
        Predicate::NotContains(wanted) => on_text(&|text| !text.contains(&wanted.fill(release))),
        Predicate::Matches(regex) => on_text(&|text| regex.is_match(text)),
        Predicate::NotMatches(regex) => on_text(&|text| !regex.is_match(text)),
        Predicate::AtLeast(least) => on_number(&|number| number >= *least),
        Predicate::AtMost(most) => on_number(&|number| number <= *most),
        Predicate::Exists(_) | Predicate::Count(_) => (false, false),
    }
}

/// `1` and `1.0` are the same number.
fn equal(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn is_negation(predicate: &Predicate) -> bool {
    matches!(predicate, Predicate::NotContains(_) | Predicate::NotMatches(_))
}

fn actual(predicate: &Predicate, found: &[&Value]) -> String {
    match (predicate, found) {
        (Predicate::Count(_), _) => format!("{} found", found.len()),
        (_, []) => "nothing".to_owned(),
        (_, [value]) => value.to_string(),
        (_, several) => format!("{} found, where one was expected", several.len()),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

//! A value that stands for another, kept elsewhere: `@Microsoft.KIND(NAME=VALUE;…)`.

use std::collections::BTreeMap;

/// The text between the parentheses, when a value is meant as a reference that begins so.
pub(super) fn inside<'a>(value: &'a str, begin: &str) -> Option<&'a str> {
    let begins = value.get(..begin.len())?.eq_ignore_ascii_case(begin);
    begins.then(|| value[begin.len()..].trim_end().trim_end_matches(')'))
}

/// What is named in it, by the names in lower case.
pub(super) fn parts(inside: &str) -> BTreeMap<String, &str> {
    let pairs = inside.split(';').filter_map(|part| part.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_lowercase(), value.trim())).collect()
}

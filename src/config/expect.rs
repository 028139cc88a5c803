use std::time::Duration;

use serde_json_path::JsonPath;

use super::keys::{EXPECT, LATENCY};
use super::node::{Content, Node};
use super::problems::Report;
use super::read::Keys;
use super::request::read_header_name;
use super::{Expectation, Predicate, StatusSet, predicate, show_duration, status_set};
use crate::record::brief;

/// No path of a real API is longer; each takes time to read.
const LONGEST_JSON_PATH: usize = 1000;
/// Brackets of a JSONPath within each other.
const DEEPEST_JSON_PATH: usize = 8;

/// The expectations of a check, and how slow its answer may be before that is worth a warning.
pub(super) fn read(node: &Node, report: &mut Report) -> (Vec<Expectation>, Option<Duration>) {
    let keys = Keys::of(node, "`expect`", &EXPECT.names(), report);
    let status = keys.get("status").and_then(|node| status_set::read(node, report));
    let mut all = vec![Expectation::Status(status.unwrap_or_else(StatusSet::success))];
    for (key, node) in keys.get("headers").map(|node| report.entries(node, "`headers`")).unwrap_or_default() {
        let name = read_header_name(&key.text, node, report);
        let what = format!("the header `{}`", brief(&key.text));
        let predicates = match &node.content {
            // The bare form: `content-type: application/json`.
            Content::Scalar { .. } if !node.is_nothing() => {
                report.template(node, &what).map(Predicate::EqualsText).into_iter().collect()
            }
            _ => predicate::read(node, &what, &[], report),
        };
        let Some(name) = name else { continue };
        all.extend(predicates.into_iter().map(|predicate| Expectation::Header(name.clone(), predicate)));
    }
    if let Some(node) = keys.given("body") {
        all.extend(predicate::read(node, "`body`", &[], report).into_iter().map(Expectation::Body));
    }
    for node in keys.get("json").map(|node| report.list(node, "`json`")).unwrap_or_default() {
        let what = match node.get("path").map(|node| &node.content) {
            Some(Content::Scalar { text, .. }) => format!("`{}`", brief(text)),
            _ => "an element of `json`".to_owned(),
        };
        let predicates = predicate::read(node, &what, &["path"], report);
        let path = match &node.content {
            Content::Map(_) => match node.get("path") {
                Some(path) => read_json_path(path, report),
                None => {
                    report.wrong(node.place, "this element of `json` has no `path`");
                    None
                }
            },
            _ => None,
        };
        let Some((text, path)) = path else { continue };
        all.extend(predicates.into_iter().map(|predicate| Expectation::Json {
            text: text.clone(),
            path: path.clone(),
            predicate,
        }));
    }
    let (max, slow) = keys.get("latency").map(|node| read_latency(node, report)).unwrap_or_default();
    all.extend(max.map(Expectation::Latency));
    (all, slow)
}

fn read_json_path(node: &Node, report: &mut Report) -> Option<(String, JsonPath)> {
    let text = report.text(node, "`path`")?;
    let mut depth = 0_usize;
    let mut deepest = 0;
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    let shown = brief(text);
    if text.len() > LONGEST_JSON_PATH || deepest > DEEPEST_JSON_PATH {
        let says = format!(
            "`{shown}` is too long or too deep: a JSONPath here has at most {LONGEST_JSON_PATH} bytes and \
             {DEEPEST_JSON_PATH} brackets within each other"
        );
        report.wrong(node.place, says);
        return None;
    }
    match JsonPath::parse(text) {
        Ok(path) => Some((text.to_owned(), path)),
        Err(error) => {
            report.wrong(node.place, format!("`{shown}` is not a JSONPath (RFC 9535): {error}"));
            None
        }
    }
}

fn read_latency(node: &Node, report: &mut Report) -> (Option<Duration>, Option<Duration>) {
    let keys = Keys::of(node, "`latency`", &LATENCY.names(), report);
    let max = keys.get("max").and_then(|node| report.duration(node, "`max`"));
    let warn = keys.get("warn").and_then(|node| report.duration(node, "`warn`"));
    if let (Some(max), Some(warn)) = (max, warn)
        && warn > max
    {
        let says = format!(
            "`warn`, {}, is above `max`, {}: it could never be reached",
            show_duration(warn),
            show_duration(max)
        );
        report.contradiction(keys.get("warn").unwrap_or(node).place, says);
    }
    if keys.is_mapping() && keys.given("max").is_none() && keys.given("warn").is_none() {
        report.contradiction(node.place, "`latency` has neither `max` nor `warn`");
    }
    (max, warn)
}

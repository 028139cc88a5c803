use std::fmt;
use std::ops::RangeInclusive;

use super::node::{Content, Node};
use super::problems::Report;
use crate::record::brief;

/// The accepted statuses: `200`, `2xx`, `200-299`, or a list of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSet(Vec<RangeInclusive<u16>>);

impl StatusSet {
    /// Any status from 200 to 299.
    pub fn success() -> Self {
        Self(vec![200..=299])
    }

    /// Whether `status` is accepted.
    pub fn contains(&self, status: u16) -> bool {
        self.0.iter().any(|range| range.contains(&status))
    }
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|range| match (range.start(), range.end()) {
                (start, end) if start == end => start.to_string(),
                (start, end) if start % 100 == 0 && *end == start + 99 => {
                    format!("{}xx", start / 100)
                }
                (start, end) => format!("{start}-{end}"),
            })
            .collect();
        f.write_str(&parts.join(" or "))
    }
}

fn parse(text: &str) -> Result<RangeInclusive<u16>, String> {
    let wrong = || format!("`{}` is not a status: write `200`, `2xx` or `200-299`", brief(text));
    let status = |text: &str| -> Result<u16, String> {
        let status = text.trim().parse().map_err(|_| wrong())?;
        if (100..=599).contains(&status) { Ok(status) } else { Err(wrong()) }
    };
    if let Some(class) = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX")) {
        let start = status(&format!("{class}00"))?;
        return Ok(start..=start + 99);
    }
    match text.split_once('-') {
        Some((start, end)) => match (status(start)?, status(end)?) {
            (start, end) if start <= end => Ok(start..=end),
            _ => Err(wrong()),
        },
        None => status(text).map(|status| status..=status),
    }
}

/// The statuses of a check: one, or a list of them.
pub(super) fn read(node: &Node, report: &mut Report) -> Option<StatusSet> {
    let Content::List(list) = &node.content else {
        return read_one(node, report).map(|range| StatusSet(vec![range]));
    };
    if list.is_empty() {
        report.wrong(node.place, "`status` is an empty list of statuses, which can never be right");
        return None;
    }
    let mut all = Vec::new();
    for node in list {
        // A list in the list, as an alias makes it, counts as its elements.
        all.extend(read(node, report).into_iter().flat_map(|set| set.0));
    }
    (!all.is_empty()).then_some(StatusSet(all))
}

fn read_one(node: &Node, report: &mut Report) -> Option<RangeInclusive<u16>> {
    let text = report.text(node, "`status`")?;
    parse(text).map_err(|says| report.wrong(node.place, says)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(yaml: &str) -> Result<StatusSet, String> {
        let mut report = Report::default();
        let set = crate::config::node::parse(yaml, &mut report).and_then(|node| read(&node, &mut report));
        report.result(yaml).map_err(|error| error.to_string())?;
        set.ok_or_else(|| "nothing".to_owned())
    }

    #[test]
    fn statuses_are_written_as_numbers_classes_ranges_and_lists() {
        let list = set("[200, 3xx, '404-410']").unwrap();
        assert!(list.contains(302) && list.contains(410) && !list.contains(201));
        assert_eq!(list.to_string(), "200 or 3xx or 404-410");
        for wrong in ["9xx", "20", "300-200", "[]", "ok"] {
            assert!(set(wrong).is_err(), "{wrong}");
        }
    }
}

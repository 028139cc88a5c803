use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Which statuses are right: `200`, `2xx`, `200-299`, or a list of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSet(Vec<RangeInclusive<u16>>);

impl StatusSet {
    /// Any status from 200 to 299.
    pub fn success() -> Self {
        Self(vec![200..=299])
    }

    /// Whether `status` is right.
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
    let wrong = || format!("`{text}` is no status: write `200`, `2xx` or `200-299`");
    let status = |text: &str| -> Result<u16, String> {
        let status = text.trim().parse().map_err(|_| wrong())?;
        match (100..=599).contains(&status) {
            true => Ok(status),
            false => Err(wrong()),
        }
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

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = StatusSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a status, a range of statuses, or a list of them")
    }

    fn visit_u64<E: de::Error>(self, status: u64) -> Result<StatusSet, E> {
        self.visit_str(&status.to_string())
    }

    fn visit_i64<E: de::Error>(self, status: i64) -> Result<StatusSet, E> {
        self.visit_str(&status.to_string())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<StatusSet, E> {
        parse(text).map(|range| StatusSet(vec![range])).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<StatusSet, A::Error> {
        let mut all = Vec::new();
        while let Some(StatusSet(ranges)) = sequence.next_element()? {
            all.extend(ranges);
        }
        match all.is_empty() {
            true => Err(de::Error::custom("an empty list of statuses can never be right")),
            false => Ok(StatusSet(all)),
        }
    }
}

impl<'de> Deserialize<'de> for StatusSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(yaml: &str) -> Result<StatusSet, String> {
        serde_yaml::from_str(yaml).map_err(|error| error.to_string())
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

use super::problems::Report;
use super::read::Keys;
use crate::record::AfterRelease;

/// `hold` and `after`: what becomes of triggers and of the old version in the slot. `None`: not said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HoldAndAfter {
    /// Whether triggers are held in the slot while it is staged.
    pub hold: Option<bool>,
    /// What becomes of the old version.
    pub after: Option<AfterRelease>,
}

/// Reads both keys from the mapping that has them.
pub(super) fn read(keys: &Keys<'_>, report: &mut Report) -> HoldAndAfter {
    HoldAndAfter {
        hold: keys.get("hold").and_then(|node| report.flag(node, "`hold`")),
        after: keys.get("after").and_then(|node| report.choice(node, "`after`", &AfterRelease::ALL)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_file;
    use super::*;

    #[test]
    fn both_keys_are_read_and_neither_is_needed() {
        let read = |yaml: &str| parse_file(yaml, &[]).unwrap().hold_and_after;
        let expected = HoldAndAfter { hold: Some(true), after: Some(AfterRelease::Stop) };
        assert_eq!(read("hold: true\nafter: stop\n"), expected);
        assert_eq!(read("probes: {}\n"), HoldAndAfter::default());
    }

    #[test]
    fn what_is_neither_is_reported_at_its_place() {
        for (yaml, place, says) in [
            ("hold: maybe\n", "line 1, column 7", "`hold` is `true` or `false`"),
            ("hold: true\nafter: stopp\n", "line 2, column 8", "did you mean `stop`?"),
            ("after: [stop]\n", "line 1, column 8", "`after` is a text"),
        ] {
            let text = parse_file(yaml, &[]).unwrap_err().to_string();
            assert!(text.contains(place) && text.contains(says), "{text}");
        }
    }
}

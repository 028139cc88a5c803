/// A range of versions as NuGet writes it: `[4.*, 5.0.0)`, `4.*`, `(,5.0]` (source: `VersionRange.TryParse` of NuGet.Versioning).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VersionRange {
    /// The least version, where there is one.
    pub least: Option<Bound>,
    /// The greatest version, where there is one.
    pub most: Option<Bound>,
}

/// One end of a range.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bound {
    /// Its version.
    pub version: [u64; 3],
    /// Whether the version itself is in the range.
    pub is_in: bool,
}

impl VersionRange {
    /// `None` for what NuGet does not read.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(opens) = text.strip_prefix(['[', '(']) else {
            let least = Bound { version: version(text, true)?, is_in: true };
            return Some(Self { least: Some(least), most: None });
        };
        let inside = opens.strip_suffix([']', ')'])?;
        let (least_in, most_in) = (text.starts_with('['), text.ends_with(']'));
        let bound = |text: &str, is_in: bool, floats: bool| match text.trim() {
            "" => Some(None),
            text => Some(Some(Bound { version: version(text, floats)?, is_in })),
        };
        let Some((least, most)) = inside.split_once(',') else {
            let only = || Some(Bound { version: version(inside.trim(), false)?, is_in: true });
            return (least_in && most_in).then(|| Some(Self { least: Some(only()?), most: Some(only()?) })).flatten();
        };
        let range = Self { least: bound(least, least_in, true)?, most: bound(most, most_in, false)? };
        let is_empty = match (&range.least, &range.most) {
            (Some(least), Some(most)) => {
                least.version > most.version || least.version == most.version && !(least.is_in && most.is_in)
            }
            (None, None) => true,
            _ => false,
        };
        (!is_empty).then_some(range)
    }

    /// Whether a version of this major number or a later one may be in it.
    pub(super) fn reaches(&self, major: u64) -> bool {
        let first = [major, 0, 0];
        self.most.as_ref().is_none_or(|most| if most.is_in { most.version >= first } else { most.version > first })
    }
}

/// `4`, `4.0.0`, and with `floats` `4.*` and `*`.
fn version(text: &str, floats: bool) -> Option<[u64; 3]> {
    let text = text.split(['-', '+']).next()?;
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    let mut version = [0; 3];
    for (at, part) in parts.iter().enumerate() {
        if *part == "*" && floats && at + 1 == parts.len() {
            break;
        }
        let number = part.bytes().all(|c| c.is_ascii_digit()).then(|| part.parse::<u64>().ok()).flatten()?;
        if let Some(place) = version.get_mut(at) {
            *place = number;
        }
    }
    Some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_nuget_reads_them() {
        for (text, reaches_4) in [
            ("[4.*, 5.0.0)", true),
            ("[4.0.0, 5.0.0)", true),
            ("[3.*, 4.0.0)", false),
            ("[2.*, 3.0.0)", false),
            ("[1.*, 2.0.0)", false),
            ("[3.3.0, 4.0.0]", true),
            ("4.*", true),
            ("[2.0, )", true),
            ("(, 2.0]", false),
            ("[3.15.0]", false),
        ] {
            assert_eq!(VersionRange::parse(text).map(|range| range.reaches(4)), Some(reaches_4), "{text}");
        }
        for text in ["", "[4.*, 5.0.0", "4.*, 5.0.0)", "[5.0.0, 4.0.0)", "latest", "(4.0.0)", "[4.0, 4.0)", "(,)", "v4"]
        {
            assert_eq!(VersionRange::parse(text), None, "{text}");
        }
    }
}

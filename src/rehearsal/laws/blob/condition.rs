//! Conditional headers (REST reference, "Specifying conditional headers for Blob service operations"; the order of
//! evaluation and the answers for what does not exist agree with Azurite's validators).

use time::OffsetDateTime;

use super::refusal::{
    BLOB_EXISTS, CONDITION_NOT_MET, MULTIPLE_CONDITIONS, NOT_MODIFIED, Refusal, SOURCE_CONDITION_NOT_MET, UNSATISFIABLE,
};

/// What a request demands of the state of a blob.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// `If-Match`
    pub matches: Option<String>,
    /// `If-None-Match`
    pub none_match: Option<String>,
    /// `If-Modified-Since`
    pub modified_since: Option<OffsetDateTime>,
    /// `If-Unmodified-Since`
    pub unmodified_since: Option<OffsetDateTime>,
}

/// The state of a blob, as far as conditions go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present<'a> {
    /// Its entity tag.
    pub etag: &'a str,
    /// When it was changed last.
    pub modified: OffsetDateTime,
}

impl Conditions {
    /// Whether a blob may be read. What does not exist is refused for that by its reader.
    pub fn read(&self, present: Option<Present<'_>>) -> Result<(), Refusal> {
        if self.none_match.as_deref() == Some("*") {
            return Err(UNSATISFIABLE);
        }
        let Some(present) = present else {
            return Ok(());
        };
        if self.matches.as_deref().is_some_and(|tag| !is(tag, &present))
            || self.unmodified_since.is_some_and(|since| seconds(present.modified) > seconds(since))
        {
            return Err(CONDITION_NOT_MET);
        }
        let is_other = self.none_match.as_deref().map(|tag| !is(tag, &present));
        let is_newer = self.modified_since.map(|since| seconds(present.modified) > seconds(since));
        // Either of the two suffices for an answer with content.
        let is_same =
            (is_other == Some(false) && is_newer != Some(true)) || (is_newer == Some(false) && is_other != Some(true));
        if is_same { Err(NOT_MODIFIED) } else { Ok(()) }
    }

    /// Whether a blob may be written that is there, or not yet there.
    pub fn write(&self, present: Option<Present<'_>>) -> Result<(), Refusal> {
        self.check_combination()?;
        let Some(present) = present else {
            return match self.matches {
                Some(_) => Err(CONDITION_NOT_MET),
                None => Ok(()),
            };
        };
        let fails = match self {
            Self { none_match: Some(tag), .. } if tag == "*" => return Err(BLOB_EXISTS),
            Self { none_match: Some(tag), .. } => is(tag, &present),
            Self { matches: Some(tag), .. } => !is(tag, &present),
            Self { modified_since: Some(since), .. } => seconds(present.modified) <= seconds(*since),
            Self { unmodified_since: Some(since), .. } => seconds(present.modified) > seconds(*since),
            _ => false,
        };
        if fails { Err(CONDITION_NOT_MET) } else { Ok(()) }
    }

    /// Whether the source of a copy is as it has to be.
    pub fn source(&self, present: Present<'_>) -> Result<(), Refusal> {
        self.write(Some(present)).map_err(|refusal| match refusal.status {
            400 => refusal,
            _ => SOURCE_CONDITION_NOT_MET,
        })
    }

    /// For writes, only a match with an age makes sense together.
    fn check_combination(&self) -> Result<(), Refusal> {
        let newer = [self.none_match.is_some(), self.modified_since.is_some()];
        let same = [self.matches.is_some(), self.unmodified_since.is_some()];
        if newer.contains(&true) && same.contains(&true) { Err(MULTIPLE_CONDITIONS) } else { Ok(()) }
    }
}

fn is(tag: &str, present: &Present<'_>) -> bool {
    tag == "*" || tag.trim_start_matches("W/").trim_matches('"') == present.etag.trim_matches('"')
}

/// HTTP writes no fractions of a second.
fn seconds(at: OffsetDateTime) -> i64 {
    at.unix_timestamp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const PRESENT: Present<'static> = Present { etag: "\"0x1\"", modified: datetime!(2026-01-02 03:04:05.6 UTC) };

    fn with(build: impl FnOnce(&mut Conditions)) -> Conditions {
        let mut conditions = Conditions::default();
        build(&mut conditions);
        conditions
    }

    #[test]
    fn reads_say_what_is_not_modified_and_what_does_not_match() {
        let stale = with(|c| c.none_match = Some("\"0x1\"".to_owned()));
        assert_eq!(stale.read(Some(PRESENT)), Err(NOT_MODIFIED));
        assert_eq!(with(|c| c.none_match = Some("\"0x2\"".to_owned())).read(Some(PRESENT)), Ok(()));
        assert_eq!(with(|c| c.matches = Some("\"0x2\"".to_owned())).read(Some(PRESENT)), Err(CONDITION_NOT_MET));
        let since = datetime!(2026-01-02 03:04:05 UTC);
        assert_eq!(with(|c| c.modified_since = Some(since)).read(Some(PRESENT)), Err(NOT_MODIFIED));
        assert_eq!(with(|c| c.unmodified_since = Some(since)).read(Some(PRESENT)), Ok(()));
        let either = Conditions { modified_since: Some(since - time::Duration::hours(1)), ..stale };
        assert_eq!(either.read(Some(PRESENT)), Ok(()));
    }

    #[test]
    fn writes_are_refused_where_somebody_was_there_before() {
        assert_eq!(with(|c| c.none_match = Some("*".to_owned())).write(Some(PRESENT)), Err(BLOB_EXISTS));
        assert_eq!(with(|c| c.none_match = Some("*".to_owned())).write(None), Ok(()));
        assert_eq!(with(|c| c.matches = Some("\"0x2\"".to_owned())).write(Some(PRESENT)), Err(CONDITION_NOT_MET));
        assert_eq!(with(|c| c.matches = Some("\"0x1\"".to_owned())).write(None), Err(CONDITION_NOT_MET));
        let both = with(|c| (c.matches, c.none_match) = (Some("*".to_owned()), Some("*".to_owned())));
        assert_eq!(both.write(Some(PRESENT)), Err(MULTIPLE_CONDITIONS));
    }
}

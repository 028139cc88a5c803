use std::fmt;

use serde::{Serialize, Serializer};

/// What is said of a code wherever it is explained: by `slot-deploy explain`, and on the reference pages.
#[derive(Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code's text: stable, kebab-case, unique.
    pub id: &'static str,
    /// What happened, in one line.
    pub title: &'static str,
    /// What it means, and why slot-deploy ends there.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// The actions that the identity needs, where a missing right can be the cause.
    pub rights: &'static [&'static str],
}

/// The stable name of a problem or a finding. Every one that this program raises has an [`Explanation`]; one that was read
/// from a record of another version is kept as it was written.
#[derive(Clone)]
pub struct Code(Source);

#[derive(Clone)]
enum Source {
    Registered(&'static Explanation),
    Read(String),
}

impl Code {
    /// A code with what is said of it.
    pub const fn new(explanation: &'static Explanation) -> Self {
        Self(Source::Registered(explanation))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Source::Registered(explanation) => explanation.id,
            Source::Read(text) => text,
        }
    }

    /// What is said of it; `None` for one that this version does not know.
    pub fn explanation(&self) -> Option<&'static Explanation> {
        match &self.0 {
            Source::Registered(explanation) => Some(explanation),
            Source::Read(_) => None,
        }
    }

    /// One that was read, and that this version does not know.
    pub(super) fn of_another_version(text: String) -> Self {
        Self(Source::Read(text))
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_written_as_its_text_and_read_back_with_its_explanation() {
        for code in Code::all() {
            let text = serde_json::to_string(&code).unwrap();
            assert_eq!(text, format!("\"{code}\""));
            let read: Code = serde_json::from_str(&text).unwrap();
            assert_eq!(read.explanation(), code.explanation(), "{code}");
        }
    }

    #[test]
    fn a_code_of_another_version_is_kept_as_it_was_written() {
        let read: Code = serde_json::from_str("\"from-another-version\"").unwrap();
        assert_eq!((read.as_str(), read.explanation()), ("from-another-version", None));
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"from-another-version\"");
    }
}

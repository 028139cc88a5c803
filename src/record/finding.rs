use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Looked at and in order.
    Fine,
    /// Worth knowing; the release goes on.
    Warning,
    /// The release stops here.
    Error,
}

/// What a preflight check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The check, in kebab-case.
    pub check: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what was seen.
    pub says: String,
    /// How to mend it; empty when there is nothing to mend.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mend: String,
}

impl Finding {
    /// Looked at and in order.
    pub fn fine(check: &str, says: impl Into<String>) -> Self {
        Self::new(check, Severity::Fine, says, "")
    }

    /// Worth knowing.
    pub fn warning(check: &str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::new(check, Severity::Warning, says, mend)
    }

    /// Stops the release.
    pub fn error(check: &str, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::new(check, Severity::Error, says, mend)
    }

    fn new(check: &str, severity: Severity, says: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check: check.to_owned(), severity, says: says.into(), mend: mend.into() }
    }
}

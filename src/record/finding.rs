use serde::{Deserialize, Serialize};

use super::Code;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Looked at and in order.
    Fine,
    /// A warning; the release continues.
    Warning,
    /// The release stops here.
    Error,
}

/// What a preflight check says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The check.
    pub check: Code,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what was seen.
    pub says: String,
    /// How to fix it; empty when there is nothing to fix.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[serde(rename = "mend")]
    pub fix: String,
}

impl Finding {
    /// Looked at and in order.
    pub fn fine(check: Code, says: impl Into<String>) -> Self {
        Self::new(check, Severity::Fine, says, "")
    }

    /// Worth knowing.
    pub fn warning(check: Code, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(check, Severity::Warning, says, fix)
    }

    /// Stops the release.
    pub fn error(check: Code, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(check, Severity::Error, says, fix)
    }

    fn new(check: Code, severity: Severity, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, severity, says: says.into(), fix: fix.into() }
    }
}

use serde::{Deserialize, Serialize};

use super::Code;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Looked at and in order.
    Fine,
    /// Told; it never stops a release, also not a strict one.
    Note,
    /// A warning; the release continues.
    Warning,
    /// The release stops here.
    Error,
}

/// What a finding rests on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// What was read.
    #[default]
    Read,
    /// Something that it needs could not be read: it says nothing about the app.
    Unread,
    /// What was read, and a configuration lowered it.
    Lowered,
}

impl Origin {
    fn is_read(&self) -> bool {
        *self == Self::Read
    }
}

/// What a preflight check, or a rule of the package, says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The check or the rule.
    pub check: Code,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what was seen.
    pub says: String,
    /// How to fix it; empty when there is nothing to fix.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[serde(rename = "mend")]
    pub fix: String,
    /// The file that it is about: of the package where a rule says it, and of the checkout where a check does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line of that file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Origin::is_read")]
    pub origin: Origin,
}

impl Finding {
    /// Looked at and in order.
    pub fn fine(check: Code, says: impl Into<String>) -> Self {
        Self::new(check, Severity::Fine, says, "")
    }

    /// Told, and no more.
    pub fn note(check: Code, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(check, Severity::Note, says, fix)
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
        let (says, fix) = (says.into(), fix.into());
        Self { check, severity, says, fix, file: None, line: None, origin: Origin::Read }
    }

    /// The same about a file.
    pub fn at(self, file: impl Into<String>, line: Option<u32>) -> Self {
        Self { file: Some(file.into()), line, ..self }
    }

    /// The same with another origin.
    pub fn resting_on(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// `FILE:LINE`, where there is one.
    pub fn place(&self) -> Option<String> {
        let file = self.file.as_deref()?;
        Some(self.line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}")))
    }

    /// Whether it stops a release.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Whether a rule of the package says it, and no check of what is in Azure.
    pub fn is_of_package(&self) -> bool {
        super::RULES.contains(&self.check)
    }
}

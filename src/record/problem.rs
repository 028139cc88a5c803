use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// What a service itself said when it refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAnswer {
    /// The HTTP status.
    pub status: Option<u16>,
    /// The service's own error code.
    pub code: Option<String>,
    /// The service's own words.
    pub message: String,
    /// What its support asks for.
    pub correlation_id: Option<String>,
}

/// Why a run did not end well, in a form that every surface can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Stable, kebab-case.
    pub code: String,
    /// One sentence.
    pub sentence: String,
    /// What to do, the most useful first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// What the service said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceAnswer>,
}

/// An error that can say of itself what a report needs. Its `Display` is the sentence.
pub trait Explain: Display {
    /// Stable, kebab-case.
    fn code(&self) -> &'static str;

    /// What to do, the most useful first.
    fn hints(&self) -> Vec<String> {
        Vec::new()
    }

    /// What the service said.
    fn service(&self) -> Option<ServiceAnswer> {
        None
    }

    /// All of it.
    fn problem(&self) -> Problem {
        Problem {
            code: self.code().to_owned(),
            sentence: self.to_string(),
            hints: self.hints(),
            service: self.service(),
        }
    }
}

impl Problem {
    /// A problem that no error stands behind.
    pub fn new(code: &str, sentence: impl Into<String>) -> Self {
        Self { code: code.to_owned(), sentence: sentence.into(), hints: Vec::new(), service: None }
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::Code;

/// What a service itself said when it refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAnswer {
    /// The HTTP status.
    pub status: Option<u16>,
    /// The service's own error code.
    pub code: Option<String>,
    /// The service's own words.
    pub message: String,
    /// The correlation id, which the service's support asks for.
    pub correlation_id: Option<String>,
}

/// Why a run failed, in a form that every report can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What it is called; `slot-deploy explain` says more of it.
    pub code: Code,
    /// One sentence.
    pub sentence: String,
    /// What to do, the most useful first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// What the service said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceAnswer>,
}

/// An error with everything that a report needs. Its `Display` is the sentence.
pub trait Explain: Display {
    /// What it is called.
    fn code(&self) -> Code;

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
        Problem { code: self.code(), sentence: self.to_string(), hints: self.hints(), service: self.service() }
    }
}

impl Problem {
    /// A problem without an underlying error.
    pub fn new(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), hints: Vec::new(), service: None }
    }

    /// What to do, the most useful first; what its code says in general where nothing better is known.
    pub fn steps(&self) -> Vec<String> {
        if self.hints.is_empty() {
            return self.code.explanation().map(|explanation| explanation.fix.to_owned()).into_iter().collect();
        }
        self.hints.clone()
    }

    /// Adds a command, after what it is for: both are one step, so that no report shows one without the other.
    pub fn command(self, what_for: &str, command: &str) -> Self {
        self.hint(format!("{what_for}:\n{command}"))
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

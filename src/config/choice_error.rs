use thiserror::Error;

use super::read::names;
use crate::record::{brief, nearest};

/// Names less alike than this are not offered.
const ALIKE: f64 = 0.7;

/// Which app or environment of the file is meant cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChoiceError {
    /// The file has no such app.
    #[error("the file has no app `{}`", brief(.given))]
    UnknownApp {
        /// The name that was given.
        given: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// The file has several, and none was named.
    #[error("the file has several apps, and none is named")]
    AppNotNamed {
        /// Those there are.
        known: Vec<String>,
    },
    /// The file has no such environment.
    #[error("the file has no environment `{}`", brief(.given))]
    UnknownEnvironment {
        /// The name that was given.
        given: String,
        /// The input that gave it.
        input: &'static str,
        /// Those there are.
        known: Vec<String>,
    },
    /// The file has several, and none was named.
    #[error("the file has several environments, and none is named")]
    EnvironmentNotNamed {
        /// Those there are.
        known: Vec<String>,
    },
}

impl ChoiceError {
    /// The input that is to be fixed.
    pub fn input(&self) -> &'static str {
        match self {
            Self::UnknownApp { .. } | Self::AppNotNamed { .. } => "app",
            Self::UnknownEnvironment { input, .. } => input,
            Self::EnvironmentNotNamed { .. } => "environment",
        }
    }

    /// What to do.
    pub fn fix(&self) -> String {
        let (given, known, what) = match self {
            Self::UnknownApp { given, known } => (given.as_str(), known, "apps:"),
            Self::AppNotNamed { known } => ("", known, "apps:"),
            Self::UnknownEnvironment { given, known, .. } => (given.as_str(), known, "environments:"),
            Self::EnvironmentNotNamed { known } => ("", known, "environments:"),
        };
        let shown: Vec<String> = known.iter().map(|name| brief(name)).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        match nearest(given, shown.iter().copied(), ALIKE).filter(|_| !given.is_empty()) {
            _ if known.is_empty() => format!("leave it out, or write `{what}` in the file"),
            Some(near) => format!("did you mean `{near}`? there are {}", names(&shown)),
            None => format!("name one: there are {}", names(&shown)),
        }
    }
}

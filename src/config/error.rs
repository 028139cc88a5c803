use thiserror::Error;

use crate::record::{Code, Explain};

/// A larger configuration is refused.
pub(super) const LARGEST: usize = 256 * 1024;

/// The configuration is not usable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// It is larger than any configuration.
    #[error("it holds {bytes} bytes; more than 256 KiB is not read")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// It is not YAML, or has keys or values that are not known.
    #[error("{}", .problems.join("\n"))]
    Syntax {
        /// One for each, with its place and the line it is about.
        problems: Vec<String>,
    },
    /// Its parts contradict each other.
    #[error("{}", .problems.join("\n"))]
    Relations {
        /// One for each, with its place and the line it is about.
        problems: Vec<String>,
    },
}

impl ConfigError {
    /// How many problems it lists.
    pub fn count(&self) -> usize {
        match self {
            Self::TooLarge { .. } => 1,
            Self::Syntax { problems } | Self::Relations { problems } => problems.len(),
        }
    }
}

impl Explain for ConfigError {
    fn code(&self) -> Code {
        match self {
            Self::TooLarge { .. } => Code::CONFIG_TOO_LARGE,
            Self::Syntax { .. } => Code::CONFIG_SYNTAX,
            Self::Relations { .. } => Code::CONFIG_INCONSISTENT,
        }
    }
}

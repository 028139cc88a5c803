use thiserror::Error;

use crate::http::HttpError;
use crate::record::{Code, Explain};

/// GitHub's API could not be used.
#[derive(Debug, Clone, Error)]
pub enum GitHubError {
    /// The request could not be built.
    #[error("the request to GitHub could not be made: {0}")]
    Malformed(String),
    /// No answer.
    #[error("GitHub could not be reached: {0}")]
    Unreachable(HttpError),
    /// GitHub refused.
    #[error("GitHub refused to {doing} ({status}): {message}")]
    Refused {
        /// What was being done.
        doing: String,
        /// The HTTP status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// Anything else, in octocrab's words.
    #[error("could not {doing}: {message}")]
    Failed {
        /// What was being done.
        doing: String,
        /// The words.
        message: String,
    },
}

impl GitHubError {
    /// From octocrab's error, whose own Display says only "GitHub".
    pub(super) fn of(doing: &str, error: octocrab::Error) -> Self {
        let doing = doing.to_owned();
        match error {
            octocrab::Error::GitHub { source, .. } => {
                Self::Refused { doing, status: source.status_code.as_u16(), message: source.message }
            }
            octocrab::Error::Service { source, .. } => Self::Failed { doing, message: source.to_string() },
            error => Self::Failed { doing, message: error.to_string() },
        }
    }
}

impl Explain for GitHubError {
    fn code(&self) -> Code {
        match self {
            Self::Refused { status: 403 | 404, .. } => Code::GITHUB_FORBIDDEN,
            Self::Unreachable(_) => Code::GITHUB_UNREACHABLE,
            _ => Code::GITHUB_FAILED,
        }
    }

    fn hints(&self) -> Vec<String> {
        match self {
            Self::Refused { status: 403 | 404, .. } => {
                vec!["give the job `permissions: deployments: write`".to_owned()]
            }
            Self::Unreachable(error) => error.hints(),
            _ => Vec::new(),
        }
    }
}

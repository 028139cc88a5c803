use thiserror::Error;

use super::Fact;
use crate::azure::{AzureError, Refusal};
use crate::record::Explain;

/// What is known of a fact: its value, or why it is unknown.
pub type Reading<T> = Result<T, Unread>;

/// Why a fact is unknown.
#[derive(Debug, Clone, Error)]
pub enum Unread {
    /// It could not be read.
    #[error(transparent)]
    Failed(#[from] AzureError),
    /// No answer came in time.
    #[error("{0}: no answer came within {1} s")]
    Late(Fact, u64),
    /// No check that was made declares it.
    #[error("{0} was not asked for")]
    NotAsked(Fact),
}

impl Unread {
    /// What Azure refused, if it did.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Failed(error) => error.refusal(),
            Self::Late(..) | Self::NotAsked(_) => None,
        }
    }

    /// What a person can do about it; empty: nothing.
    pub fn fix(&self) -> String {
        match self {
            Self::Failed(error) => error.hints().into_iter().next().unwrap_or_default(),
            Self::Late(..) => {
                "check again; if it stays so, look whether a proxy or a firewall holds the answer back".to_owned()
            }
            Self::NotAsked(_) => String::new(),
        }
    }
}

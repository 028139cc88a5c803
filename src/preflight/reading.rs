use thiserror::Error;

use super::Fact;
use crate::azure::{AzureError, Refusal, Side};
use crate::record::{DurableHost, Explain, FunctionSet};

/// What is known of a fact: its value, or why it is unknown.
pub type Reading<T> = Result<T, Unread>;

/// Why a fact is unknown.
#[derive(Debug, Clone, Error)]
pub enum Unread {
    /// It could not be read.
    #[error(transparent)]
    Failed(#[from] AzureError),
    /// No check that was made declares it.
    #[error("{0} was not asked for")]
    NotAsked(Fact),
}

impl Unread {
    /// What Azure refused, if it did.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Failed(error) => error.refusal(),
            Self::NotAsked(_) => None,
        }
    }

    /// What a person can do about it; empty: nothing.
    pub fn fix(&self) -> String {
        match self {
            Self::Failed(error) => error.hints().into_iter().next().unwrap_or_default(),
            Self::NotAsked(_) => String::new(),
        }
    }
}

/// Which facts are asked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted(pub Vec<Fact>);

impl Wanted {
    /// Reads what `host.json` says of Durable Functions, when this wanted fact matters: where one is listed.
    pub(super) async fn read_durable(
        &self,
        fact: Fact,
        side: &Side,
        functions: &Reading<FunctionSet>,
    ) -> Reading<Option<DurableHost>> {
        match functions {
            Ok(functions) if functions.has_durable() => self.read(fact, side.durable_host()).await.map(Some),
            Ok(_) => Ok(None),
            Err(error) => Err(error.clone()),
        }
    }

    /// Reads the fact if it is wanted.
    pub(super) async fn read<T>(&self, fact: Fact, reading: impl Future<Output = Result<T, AzureError>>) -> Reading<T> {
        if self.0.contains(&fact) { Ok(reading.await?) } else { Err(Unread::NotAsked(fact)) }
    }
}

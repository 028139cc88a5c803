use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use super::reading::{Reading, Unread};
use super::{Fact, SideFact};
use crate::azure::{AzureError, Side};
use crate::http::Pace;
use crate::record::{DurableHost, FunctionSet};

/// Which facts are asked for, and which of them could not be read.
pub(super) struct Wanted {
    facts: Vec<Fact>,
    patience: Option<(Pace, Duration)>,
    forbidden: Mutex<BTreeSet<Fact>>,
}

impl Wanted {
    /// With `patience` no fact is waited for longer than that.
    pub(super) fn new(facts: Vec<Fact>, patience: Option<(Pace, Duration)>) -> Self {
        Self { facts, patience, forbidden: Mutex::default() }
    }

    pub(super) fn wants(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    /// Reads the fact if it is wanted.
    pub(super) async fn read<T>(&self, fact: Fact, reading: impl Future<Output = Result<T, AzureError>>) -> Reading<T> {
        if !self.wants(fact) {
            return Err(Unread::NotAsked(fact));
        }
        let read = match &self.patience {
            Some((pace, limit)) => pace.within(*limit, reading).await.ok_or(Unread::Late(fact, limit.as_secs()))?,
            None => reading.await,
        };
        if read.as_ref().is_err_and(AzureError::is_forbidden) {
            self.forbid(fact);
        }
        Ok(read?)
    }

    /// It was asked for, and refused.
    pub(super) fn forbid(&self, fact: Fact) {
        if let Ok(mut forbidden) = self.forbidden.lock() {
            forbidden.insert(fact);
        }
    }

    /// What was forbidden, once all is read.
    pub(super) fn forbidden(&self) -> Vec<Fact> {
        self.forbidden.lock().map(|forbidden| forbidden.iter().copied().collect()).unwrap_or_default()
    }

    /// The same for the facts of one side.
    pub(super) fn of(&self, side: fn(SideFact) -> Fact) -> OfSide<'_> {
        OfSide { wanted: self, side }
    }
}

/// The facts of one side that are asked for.
#[derive(Clone, Copy)]
pub(super) struct OfSide<'a> {
    wanted: &'a Wanted,
    side: fn(SideFact) -> Fact,
}

impl OfSide<'_> {
    /// Whether they are asked for by what changes nothing.
    pub(super) fn is_of_look(&self) -> bool {
        self.wanted.patience.is_some()
    }

    pub(super) fn wants(self, fact: SideFact) -> bool {
        self.wanted.wants((self.side)(fact))
    }

    /// Reads the fact if it is wanted.
    pub(super) async fn read<T>(
        self,
        fact: SideFact,
        reading: impl Future<Output = Result<T, AzureError>>,
    ) -> Reading<T> {
        self.wanted.read((self.side)(fact), reading).await
    }

    /// Reads what `host.json` says of Durable Functions, when it matters: where one is listed.
    pub(super) async fn read_durable(
        self,
        side: &Side,
        functions: &Reading<FunctionSet>,
    ) -> Reading<Option<DurableHost>> {
        match functions {
            Ok(functions) if functions.has_durable() => {
                self.read(SideFact::Durable, side.durable_host()).await.map(Some)
            }
            Ok(_) => Ok(None),
            Err(error) => Err(error.clone()),
        }
    }
}

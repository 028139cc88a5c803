use std::sync::Mutex;

use async_trait::async_trait;
use time::OffsetDateTime;

use super::state::{State, locked};
use crate::record::{Event, Problem, ReleaseRecord};

/// Someone who hears of the events of a run. All of them are listed in `observers.rs`.
#[async_trait]
pub trait Observer: Send + Sync {
    /// Hears of an event, in its order and before anything is done that follows from it. An error for an announced change
    /// keeps it from being made, and those further down the list from hearing of it; any other is a warning. Keeps nobody
    /// waiting for a network.
    fn on(&self, _told: &Told<'_>) -> Result<(), Problem> {
        Ok(())
    }

    /// The same for who needs the network: the run waits for it at its end. What goes wrong is given back as warnings, and
    /// changes no outcome.
    async fn send(&self, _event: &Event, _record: &ReleaseRecord) -> Vec<String> {
        Vec::new()
    }
}

/// An event, as it is told.
pub struct Told<'a> {
    /// What happened.
    pub event: &'a Event,
    /// When.
    pub at: OffsetDateTime,
    pub(super) state: &'a Mutex<State>,
}

impl Told<'_> {
    /// Looks at the record as it is after the event.
    pub fn read<T>(&self, look: impl FnOnce(&ReleaseRecord) -> T) -> T {
        look(&locked(self.state).record)
    }
}

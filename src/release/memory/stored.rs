use std::sync::Mutex;

use async_trait::async_trait;

use super::Observer;
use super::state::locked;
use crate::http::Pace;
use crate::record::{Event, Outcome, ReleaseRecord};
use crate::store::{OwnRecord, StoreError};

/// What this run wrote down in the container of packages, once it did: it is told how the run ended. Whatever goes wrong with
/// it is a warning and never changes the outcome.
#[derive(Default)]
pub struct OwnStored {
    open: Mutex<Option<(OwnRecord, Pace)>>,
}

impl OwnStored {
    /// This one is ours.
    pub fn set(&self, record: OwnRecord, pace: Pace) {
        *locked(&self.open) = Some((record, pace));
    }

    /// It is ours no longer.
    pub fn take(&self) -> Option<OwnRecord> {
        locked(&self.open).take().map(|(record, _)| record)
    }

    /// Its number.
    pub fn number(&self) -> Option<u64> {
        locked(&self.open).as_ref().map(|(record, _)| record.number())
    }
}

#[async_trait]
impl Observer for OwnStored {
    async fn send(&self, event: &Event, record: &ReleaseRecord) -> Vec<String> {
        let open = locked(&self.open).clone();
        // While its recovery is outstanding, it is at work.
        let (Some((own, pace)), Event::Ended { outcome, is_final: true }) = (open, event) else { return Vec::new() };
        end(&own, Some(*outcome), &record.reason, pace).await.into_iter().collect()
    }
}

/// Writes down the end; what goes wrong is a warning.
pub(crate) async fn end(own: &OwnRecord, outcome: Option<Outcome>, reason: &str, pace: Pace) -> Option<String> {
    let ended = own.end(outcome, reason, pace.wall()).await;
    ended.err().map(|error| not_written(&error))
}

/// The warning for what could not be written down.
pub(crate) fn not_written(error: &StoreError) -> String {
    format!("what this release wrote down in the container of packages is not up to date: {error}")
}

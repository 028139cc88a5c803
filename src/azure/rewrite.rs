use std::time::Duration;

use super::{AzureError, Refusal};
use crate::http::{Moment, Pace, Response};

/// So many writes are sent: the first, and two more after it was read back that the one before had no effect.
const WRITES: u32 = 3;
/// How long another operation on the app is waited for, and how long until it is asked again.
const BUSY: Duration = Duration::from_secs(180);
const PAUSE: Duration = Duration::from_secs(10);

/// A collection that Azure replaces as a whole: read, written with what is wanted of it, and read back until it is there. What
/// another client writes at the same time may overtake it (a lost update), so that it is written again, and no more often than
/// this allows.
pub(super) struct Rewrite {
    pace: Pace,
    until: Moment,
    writes: u32,
    /// Why it is not known whether the last write was made.
    last: Option<AzureError>,
}

impl Rewrite {
    pub(super) fn new(pace: Pace) -> Self {
        Self { pace, until: pace.now() + BUSY, writes: 0, last: None }
    }

    /// Whether no further write may be sent.
    pub(super) fn is_over(&self) -> bool {
        self.writes >= WRITES
    }

    /// What came of a write. An error is final; otherwise it is to be read back.
    pub(super) async fn sent(&mut self, answer: Result<Response, AzureError>) -> Result<(), AzureError> {
        match answer {
            Ok(_) => self.last = None,
            // It was not made, and nothing overtook it.
            Err(error) if error.refusal() == Some(&Refusal::Busy) && self.pace.now() + PAUSE < self.until => {
                self.pace.sleep(PAUSE).await;
                return Ok(());
            }
            Err(error) if error.effect_is_possible() || error.is_transient() => self.last = Some(error),
            // As of every request, a refusal is final when it comes twice (see `Policy::doubts`).
            Err(error) if self.last.is_none() && matches!(error.status(), Some(401 | 403 | 404)) => {
                self.last = Some(error);
            }
            Err(error) => return Err(error),
        }
        self.writes += 1;
        Ok(())
    }

    /// Why it is not there after all writes; `lost`: the names that are not as they were written.
    pub(super) fn failed(self, doing: &str, lost: Vec<String>) -> AzureError {
        let times = self.writes;
        self.last.unwrap_or_else(|| AzureError::Overwritten { doing: doing.to_owned(), names: lost, times })
    }
}

use serde::Deserialize;

use super::number::Count;

/// `GET /admin/host/drain/status` (`DrainModeStatus` in the source of the Functions host). The state counts also when a number
/// is absent; a number that is absent is unknown.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DrainStatus {
    pub state: String,
    pub outstanding_invocations: Option<Count>,
    pub outstanding_retries: Option<Count>,
}

impl DrainStatus {
    /// Executions in progress or to be retried; `None` unless both numbers are given.
    pub(crate) fn outstanding(&self) -> Option<u64> {
        self.outstanding_invocations?.0.checked_add(self.outstanding_retries?.0)
    }
}

use serde::Deserialize;

use super::number::Integer;

/// One entry of `GET /api/deployments/ID/log` (`LogEntry` in the source of Kudu).
#[derive(Debug, Deserialize)]
pub(crate) struct LogEntry {
    pub message: Option<String>,
    /// 0: message, 1: warning, 2: error.
    #[serde(rename = "type")]
    pub kind: Integer,
    /// Null when there are no details.
    pub details_url: Option<String>,
}

impl LogEntry {
    pub(crate) fn is_error(&self) -> bool {
        self.kind == Integer(2)
    }
}

use serde::Deserialize;

use super::number::Count;

/// `GET /admin/host/status` (`HostStatus` in the source of the Functions host, which leaves out what is empty).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HostStatus {
    pub state: String,
    /// As `4.1037.0.0`.
    pub version: Option<String>,
    /// Left out when there are none.
    pub errors: Option<Vec<String>>,
    pub instance_id: Option<String>,
    /// Milliseconds.
    pub process_uptime: Option<Count>,
}

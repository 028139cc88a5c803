use serde::Deserialize;

use super::number::Integer;

/// `GET /api/deployments/ID`, and one of `GET /api/deployments` (`DeployResult` in the source of Kudu).
#[derive(Debug, Deserialize)]
pub(crate) struct Deployment {
    pub id: String,
    pub status: Integer,
    pub active: bool,
    pub complete: bool,
    pub message: Option<String>,
    pub progress: Option<String>,
    /// Null until it has ended.
    pub end_time: Option<String>,
}

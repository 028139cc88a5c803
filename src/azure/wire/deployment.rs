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
    /// Whom the request named; `N/A` where it named nobody.
    pub author: Option<String>,
    /// The way of deploying, or the program: `Push-Deployer`, `az_cli_functions`.
    pub deployer: Option<String>,
}

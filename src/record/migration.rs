use serde::{Deserialize, Serialize};

/// A release that brings another version of the Functions host, as `FUNCTIONS_EXTENSION_VERSION` names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// What production runs before.
    pub from: String,
    /// What the release runs.
    pub to: String,
}

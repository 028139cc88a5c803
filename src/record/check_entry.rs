use serde::{Deserialize, Serialize};

/// What `check` says besides its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckEntry {
    /// What Azure did not let it read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_asked: Vec<NotAsked>,
}

/// Something that this identity may not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAsked {
    /// What it is.
    pub what: String,
    /// The action that reads it; `None` where several do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
}

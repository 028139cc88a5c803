use serde::{Deserialize, Serialize};

/// What `check` says besides its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckEntry {
    /// What Azure did not let it read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_asked: Vec<NotAsked>,
    /// How many requests it made, of all services; one that was sent again counts again.
    #[serde(default)]
    pub requests: u64,
    /// Whether it was about several apps, each of which has a record of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_of_several: bool,
    /// The file of the workflow in the checkout, where a finding without a place of its own is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_file: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !flag
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

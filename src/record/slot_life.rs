use serde::{Deserialize, Serialize};

/// What becomes of the old version that lies in the slot after a swap, once the release has its final outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterRelease {
    /// It runs on.
    #[default]
    Keep,
    /// Its triggers are held.
    Hold,
    /// The slot is stopped.
    Stop,
}

impl AfterRelease {
    /// All of them, by their names.
    pub const ALL: [(&'static str, Self); 3] = [("keep", Self::Keep), ("hold", Self::Hold), ("stop", Self::Stop)];

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, one)| one)
    }

    /// What is then so of the slot, within a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Keep => "the old version in the slot runs on",
            Self::Hold => "the triggers of the old version in the slot are held",
            Self::Stop => "the old version in the slot is stopped",
        }
    }
}

/// What a release did to the slot beside delivering to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotLife {
    /// The functions whose triggers are held in the slot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<String>,
    /// The settings of the slot that this release wrote to hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_by: Vec<String>,
    /// The settings of the slot that held functions before this release; an earlier one may have set them, or a person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held_before: Vec<String>,
    /// The command that lifts what this release wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lift: Option<String>,
    /// After how many seconds the slot ran that was stopped when the release began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_in: Option<u64>,
    /// What became of the old version in it, as it was read back; one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_version: Option<String>,
}

impl SlotLife {
    /// Whether there is nothing to say.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The settings that switch a function off, the usual spelling first. Linux does not take `.` in names of variables; both are in use
/// (facts: slots-are-live).
pub fn disabling_names(function: &str) -> [String; 2] {
    [format!("AzureWebJobs.{function}.Disabled"), format!("AzureWebJobs__{function}__Disabled")]
}

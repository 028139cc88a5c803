use serde::{Deserialize, Serialize};

/// How the app settings of the configuration, of the slot and of production differ. It holds no value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsDiff {
    /// The form of this document.
    pub schema: u32,
    /// The app.
    pub app: String,
    /// The slot.
    pub slot: String,
    /// One name in each, sorted without regard to case.
    pub settings: Vec<DiffRow>,
}

impl SettingsDiff {
    /// The form of this document.
    pub const SCHEMA: u32 = 1;
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiffRow {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub category: DiffCategory,
    /// Whether it stays with its side in a swap.
    pub sticky: bool,
    /// Whether it is to be made sticky by the next release.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub becomes_sticky: bool,
    /// The configuration beside the slot; `None`: it says nothing of this setting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_slot: Option<Compared>,
    /// The slot beside production.
    pub slot_production: Compared,
}

/// Whose a setting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiffCategory {
    /// The configuration sets it, or makes it sticky.
    Declared,
    /// The configuration takes it away.
    Removed,
    /// The configuration says that it has to be there.
    Required,
    /// The configuration says nothing of it.
    Other,
}

/// How two places stand to each other in one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// Both have it with one value, or neither has it.
    Same,
    /// Both have it, with different values; or one has what the other takes away.
    Different,
    /// The slot does not have it.
    MissingInSlot,
    /// Production does not have it.
    MissingInProduction,
    /// The value is not known to this command.
    Unknown,
}

impl DiffCategory {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Removed => "removed",
            Self::Required => "required",
            Self::Other => "other",
        }
    }
}

impl Compared {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::MissingInSlot => "missing in the slot",
            Self::MissingInProduction => "missing in production",
            Self::Unknown => "unknown",
        }
    }
}

impl DiffRow {
    /// The row in words, for a table: name, category, sticky, and both comparisons.
    pub fn cells(&self) -> [String; 5] {
        let sticky = match (self.sticky, self.becomes_sticky) {
            (true, _) => "sticky",
            (false, true) => "to be sticky",
            (false, false) => "travels",
        };
        [
            self.name.clone(),
            self.category.word().to_owned(),
            sticky.to_owned(),
            self.file_slot.map_or("-", Compared::words).to_owned(),
            self.slot_production.words().to_owned(),
        ]
    }
}

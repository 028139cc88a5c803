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
    /// The same names in another environment, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<AgainstDiff>,
}

/// How the settings of an app in another environment differ from the ones here. It holds no value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainstDiff {
    /// The name of the other environment.
    pub environment: String,
    /// Its app.
    pub app: String,
    /// Its slot.
    pub slot: String,
    /// One name in each, sorted without regard to case.
    pub settings: Vec<AgainstRow>,
}

/// One setting in two environments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainstRow {
    /// Its name.
    pub name: String,
    /// Whose it is here.
    pub category: DiffCategory,
    /// Whose it is in the other environment.
    pub category_there: DiffCategory,
    /// What the configuration requires it for here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
    /// What it requires it for in the other environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_there: Option<String>,
    /// Whether it stays with its side in a swap here.
    pub sticky: bool,
    /// Whether it does in the other environment.
    pub sticky_there: bool,
    /// The slot here beside the slot there.
    pub slots: Apart,
    /// Production here beside production there.
    pub productions: Apart,
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
    /// What the configuration requires it for: one of the four categories of `required:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<String>,
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
    /// Both have it, with one value.
    Same,
    /// Both have it, with different values; or one has what the other takes away.
    Different,
    /// The slot does not have it.
    MissingInSlot,
    /// Production does not have it.
    MissingInProduction,
    /// Neither has it.
    MissingInBoth,
    /// The value of the configuration comes from a variable that is not there.
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

/// How a side of one environment stands to the same side of another in one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Apart {
    /// Both have it, with one value.
    Same,
    /// Both have it, with different values.
    Different,
    /// The one here does not have it.
    MissingHere,
    /// The one in the other environment does not have it.
    MissingThere,
    /// Neither has it.
    MissingInBoth,
}

impl Apart {
    /// Whether the two are not alike.
    pub fn is_difference(self) -> bool {
        matches!(self, Self::Different | Self::MissingHere | Self::MissingThere)
    }

    fn words(self, environment: &str) -> String {
        match self {
            Self::Same => "same".to_owned(),
            Self::Different => "different".to_owned(),
            Self::MissingHere => "missing here".to_owned(),
            Self::MissingThere => format!("missing in {environment}"),
            Self::MissingInBoth => "missing on both".to_owned(),
        }
    }
}

impl Compared {
    /// Whether the two are not alike, as far as that is known.
    pub fn is_difference(self) -> bool {
        !matches!(self, Self::Same | Self::MissingInBoth | Self::Unknown)
    }

    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::MissingInSlot => "missing in the slot",
            Self::MissingInProduction => "missing in production",
            Self::MissingInBoth => "missing on both",
            Self::Unknown => "unknown, its variable is not set",
        }
    }
}

/// Whose it is, and what it is required for.
fn category_words(category: DiffCategory, required: Option<&str>) -> String {
    match (category, required) {
        (DiffCategory::Required, Some(of)) => format!("required ({of})"),
        (category, Some(of)) => format!("{}, required ({of})", category.word()),
        (category, None) => category.word().to_owned(),
    }
}

impl AgainstRow {
    /// The row in words, for a table: name, category, sticky, and both comparisons.
    pub fn cells(&self, environment: &str) -> [String; 5] {
        let sticky = match (self.sticky, self.sticky_there) {
            (true, true) => "sticky".to_owned(),
            (true, false) => "sticky here only".to_owned(),
            (false, true) => format!("sticky in {environment} only"),
            (false, false) => "travels".to_owned(),
        };
        let here = category_words(self.category, self.required.as_deref());
        let there = category_words(self.category_there, self.required_there.as_deref());
        let category = match (self.category, self.category_there) {
            _ if here == there => here,
            (DiffCategory::Other, _) => format!("{there} in {environment}"),
            (_, DiffCategory::Other) => format!("{here} here"),
            _ => format!("{here} here, {there} in {environment}"),
        };
        [self.name.clone(), category, sticky, self.slots.words(environment), self.productions.words(environment)]
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
            category_words(self.category, self.required.as_deref()),
            sticky.to_owned(),
            self.file_slot.map_or("-", Compared::words).to_owned(),
            self.slot_production.words().to_owned(),
        ]
    }
}

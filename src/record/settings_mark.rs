use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Digest;

/// The settings of both sides, without a value: their names, and one keyed digest over all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsMark {
    /// Names in the slot, sorted.
    pub slot: Vec<String>,
    /// Names in production, sorted.
    pub production: Vec<String>,
    /// Names that stay with their slot, sorted.
    pub sticky: Vec<String>,
    /// Made for this mark alone: the key, or what is mixed with a secret to become it.
    pub key: String,
    /// What it is mixed with. Marks of former versions do not say it: their key is all there is.
    #[serde(default, skip_serializing_if = "KeyedBy::is_open")]
    pub keyed_by: KeyedBy,
    /// What it is made over.
    #[serde(default, skip_serializing_if = "Covers::is_app_settings")]
    pub covers: Covers,
    /// HMAC-SHA256 over names, values and places.
    pub digest: Digest,
    /// The mark of each thing alone, by its name, so that what was changed can be named. `None` where the key is in the mark,
    /// since values could be tried one by one, and in marks of former versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<BTreeMap<String, String>>,
}

/// What a mark is made over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// App settings alone, as in former versions.
    #[default]
    AppSettings,
    /// Everything that a swap moves besides the content: connection strings, the stack and what `config/web` has of the kind.
    AllThatMoves,
}

impl Covers {
    fn is_app_settings(&self) -> bool {
        *self == Self::AppSettings
    }
}

/// Whose secret a mark is made with. Whoever has the mark and not the secret cannot try values against it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyedBy {
    /// Nobody's: the key stands in the mark.
    #[default]
    Open,
    /// The app's: a key that Azure gives to those who may read the keys of its host.
    App,
    /// The run's, which its runner keeps for the post-step.
    Run,
}

impl KeyedBy {
    fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

//! Stores of App Configuration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::ConfigStore;

/// A store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ConfigStorePart {
    /// Values by key, and of each key by label; the empty label is none.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// The object ids of those who may read them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<String>,
}

/// The store of this name.
pub(super) fn build(name: &str, part: &ConfigStorePart) -> ConfigStore {
    ConfigStore { name: name.to_owned(), values: part.values.clone(), readers: part.readers.clone() }
}

/// Says one.
pub(super) fn say(store: &ConfigStore) -> ConfigStorePart {
    ConfigStorePart { values: store.values.clone(), readers: store.readers.clone() }
}

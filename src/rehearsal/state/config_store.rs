use std::collections::BTreeMap;

/// A store of Azure App Configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigStore {
    /// Its name, which is the first part of its host name.
    pub name: String,
    /// Values by key, and of each key by label; the empty label is none.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// The object ids of those who may read them.
    pub readers: Vec<String>,
}

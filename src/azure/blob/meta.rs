use std::collections::{BTreeMap, HashMap};

/// What a blob of this program says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Its content type.
    pub content_type: &'static str,
    values: BTreeMap<&'static str, String>,
}

impl Meta {
    /// Nothing but a content type.
    pub fn new(content_type: &'static str) -> Self {
        Self { content_type, values: BTreeMap::new() }
    }

    /// Says something more: a name of small letters and digits, and a value of visible ASCII, which headers can carry.
    /// Other characters of the value are left out.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value: String = value.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(256).collect();
        if !value.trim().is_empty() {
            self.values.insert(name, value.trim().to_owned());
        }
        self
    }

    /// Whether the metadata of a blob says all of this.
    pub fn is_in(&self, metadata: &BTreeMap<String, String>, names: &[&str]) -> bool {
        names.iter().all(|name| metadata.get(*name) == self.values.get(name))
    }

    /// As the SDK takes it.
    pub(super) fn as_map(&self) -> HashMap<String, String> {
        self.values().into_iter().collect()
    }

    /// As blobs have it.
    pub fn values(&self) -> BTreeMap<String, String> {
        self.values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }
}

use serde::Deserialize;

/// Any resource of a list, by its name (`Resource` in the common types of ARM).
#[derive(Debug, Deserialize)]
pub(crate) struct Resource {
    pub id: String,
    pub name: String,
    /// Optional by definition.
    pub kind: Option<String>,
}

impl Resource {
    /// The last part of the name: a slot is named `app/slot`.
    pub(crate) fn own_name(&self) -> &str {
        self.name.rsplit_once('/').map_or(self.name.as_str(), |(_, own)| own)
    }
}

use crate::config::{Chosen, ConfigFile};
use crate::record::brief;

/// The configuration file of the app.
#[derive(Default)]
pub(super) struct OwnFile {
    /// As it is shown to people.
    pub path: String,
    /// The file; `None`: there is none, or it cannot be read.
    pub file: Option<ConfigFile>,
    /// What its layers come to.
    pub chosen: Option<Chosen>,
    /// Whether there is one that cannot be used.
    pub is_wrong: bool,
}

impl OwnFile {
    /// Where a value of it stands, for people.
    pub(super) fn place(&self, line: usize) -> String {
        format!("{}, line {line}", brief(&self.path))
    }
}

use serde::{Deserialize, Serialize};

/// The slot runs from another package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSwitch {
    /// What the setting, or the name, said before.
    pub from: FormerPackage,
    /// The URL of the package, which holds no secret, or the name that it has on the share.
    pub to: String,
    /// What says so. Journals of former versions do not: it was the setting.
    #[serde(default, skip_serializing_if = "SwitchedBy::is_setting")]
    pub by: SwitchedBy,
}

/// What says which package a slot runs from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SwitchedBy {
    /// `WEBSITE_RUN_FROM_PACKAGE`, by a URL.
    #[default]
    Setting,
    /// `packagename.txt` among the packages on its share.
    Name,
}

impl SwitchedBy {
    fn is_setting(&self) -> bool {
        *self == Self::Setting
    }
}

/// What `WEBSITE_RUN_FROM_PACKAGE` of a slot, or the name of the package on its share, said before it was switched to another
/// package, as far as that may be written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormerPackage {
    /// There was no such setting.
    Unset,
    /// A value without a secret in it.
    Value(String),
    /// A value that may hold a secret, such as a URL with a signature, sealed by the key of the run that read it.
    Sealed(String),
    /// Such a value, which was not written down.
    Hidden,
}

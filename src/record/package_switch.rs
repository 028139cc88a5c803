use serde::{Deserialize, Serialize};

/// The slot runs from another package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSwitch {
    /// What the setting said before.
    pub from: FormerPackage,
    /// The URL of the package, which holds no secret.
    pub to: String,
}

/// What `WEBSITE_RUN_FROM_PACKAGE` of a slot said before it was switched to another package, as far as that may be written down.
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

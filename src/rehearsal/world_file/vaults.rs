//! Key Vaults.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::state::{KeyVault, SecretVersion};

/// A Key Vault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VaultPart {
    /// Its secrets, each with its versions, oldest first.
    pub secrets: BTreeMap<String, Vec<String>>,
    /// The object ids of those who may read them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<String>,
}

/// The vault of this name; the ids of its versions are their numbers.
pub(super) fn build(name: &str, part: &VaultPart) -> KeyVault {
    let version =
        |(number, value): (usize, &String)| SecretVersion { id: format!("{:032x}", number + 1), value: value.clone() };
    let versions = |values: &Vec<String>| values.iter().enumerate().map(version).collect();
    let secrets = part.secrets.iter().map(|(secret, values)| (secret.clone(), versions(values))).collect();
    KeyVault { name: name.to_owned(), secrets, readers: part.readers.clone() }
}

/// Says one.
pub(super) fn say(vault: &KeyVault) -> VaultPart {
    let values = |versions: &Vec<SecretVersion>| versions.iter().map(|version| version.value.clone()).collect();
    let secrets = vault.secrets.iter().map(|(name, versions)| (name.clone(), values(versions))).collect();
    VaultPart { secrets, readers: vault.readers.clone() }
}

use std::collections::BTreeMap;

/// A Key Vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyVault {
    /// Its name, which is the first part of its host name.
    pub name: String,
    /// The versions of its secrets, oldest first.
    pub secrets: BTreeMap<String, Vec<SecretVersion>>,
    /// The object ids of those who may read secrets.
    pub readers: Vec<String>,
}

/// One version of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretVersion {
    /// Its id: 32 hexadecimal digits.
    pub id: String,
    /// What it says.
    pub value: String,
}

impl KeyVault {
    /// The versions of a secret; names have no case.
    pub fn secret(&self, name: &str) -> Option<&[SecretVersion]> {
        self.secrets.iter().find(|(there, _)| there.eq_ignore_ascii_case(name)).map(|(_, versions)| versions.as_slice())
    }
}

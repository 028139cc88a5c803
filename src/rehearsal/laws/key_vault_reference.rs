//! Settings that refer to a secret in a Key Vault (facts: arm-calls; facts: what-moves; Microsoft Learn, "Use Key Vault references as app
//! settings"). Each side reads with its own identity, which stays with it in a swap, while the setting moves: what resolved on
//! the slot may be refused to production. A process keeps what it was given when it started; one that starts while a reference
//! does not resolve is given the text of the reference itself.

use std::collections::BTreeMap;

use super::reference_text::{inside, parts};
use crate::state::{KeyVault, SecretVersion, Side, State};

/// What a reference names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// The vault.
    pub vault: String,
    /// The secret.
    pub secret: String,
    /// The version; the newest when not said.
    pub version: Option<String>,
}

/// How a reference stands; the names are those of the description of `ApiKVReference`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It stands for this version of the secret.
    Resolved(SecretVersion),
    /// It cannot be read.
    InvalidSyntax,
    /// The side has no identity.
    MsiNotEnabled,
    /// There is no such vault.
    VaultNotFound,
    /// The vault has no such secret.
    SecretNotFound,
    /// The secret has no such version.
    SecretVersionNotFound,
    /// The identity may not read in this vault.
    AccessToKeyVaultDenied,
}

impl Status {
    /// The word and, where it was reported (issues and notes of users of the portal), the sentence.
    pub fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::Resolved(_) => ("Resolved", "Reference has been successfully resolved."),
            Self::InvalidSyntax => ("InvalidSyntax", ""),
            Self::MsiNotEnabled => {
                ("MSINotEnabled", "Reference was not able to be resolved because site Managed Identity not enabled.")
            }
            Self::VaultNotFound => ("VaultNotFound", ""),
            Self::SecretNotFound => ("SecretNotFound", ""),
            Self::SecretVersionNotFound => ("SecretVersionNotFound", ""),
            Self::AccessToKeyVaultDenied => (
                "AccessToKeyVaultDenied",
                "Key Vault reference was not able to be resolved because site was denied access to Key Vault reference's vault.",
            ),
        }
    }
}

const BEGIN: &str = "@Microsoft.KeyVault(";

/// Whether a value is meant as a reference, readable or not.
pub fn is_reference(value: &str) -> bool {
    inside(value, BEGIN).is_some()
}

/// Reads a reference in either of its two forms: `SecretUri=…`, or `VaultName=…;SecretName=…[;SecretVersion=…]`.
pub fn read(value: &str) -> Option<Reference> {
    let parts = parts(inside(value, BEGIN)?);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    if let Some(uri) = parts.get("secreturi") {
        let (host, path) = uri.strip_prefix("https://")?.split_once('/')?;
        let mut path = path.split('/').filter(|part| !part.is_empty());
        path.next().filter(|kind| kind.eq_ignore_ascii_case("secrets"))?;
        let (vault, _) = host.split_once('.')?;
        return Some(Reference {
            vault: text(vault)?,
            secret: text(path.next()?)?,
            version: path.next().map(str::to_owned),
        });
    }
    let version = parts.get("secretversion").and_then(|version| text(version));
    Some(Reference { vault: text(parts.get("vaultname")?)?, secret: text(parts.get("secretname")?)?, version })
}

/// How a reference stands for who has this identity.
pub fn status(vaults: &BTreeMap<String, KeyVault>, identity: Option<&str>, value: &str) -> Status {
    let Some(reference) = read(value) else {
        return Status::InvalidSyntax;
    };
    let Some(identity) = identity else {
        return Status::MsiNotEnabled;
    };
    let Some(vault) = vaults.get(&reference.vault.to_lowercase()) else {
        return Status::VaultNotFound;
    };
    // Who may not read is not told what there is.
    if !vault.readers.iter().any(|reader| reader.eq_ignore_ascii_case(identity)) {
        return Status::AccessToKeyVaultDenied;
    }
    let Some(versions) = vault.secret(&reference.secret) else {
        return Status::SecretNotFound;
    };
    let found = match &reference.version {
        None => versions.last(),
        Some(version) => versions.iter().find(|one| one.id.eq_ignore_ascii_case(version)),
    };
    found.map_or(Status::SecretVersionNotFound, |version| Status::Resolved(version.clone()))
}

/// The object id of the identity that a side reads with: its own, or the user-assigned one that `keyVaultReferenceIdentity`
/// names and that it has.
pub fn identity(side: &Side) -> Option<&str> {
    match side.config.web.get("keyVaultReferenceIdentity").and_then(|named| named.as_str()) {
        Some(named) if !named.is_empty() && !named.eq_ignore_ascii_case("SystemAssigned") => {
            side.config.identities.get(&named.to_lowercase()).map(String::as_str)
        }
        _ => side.identity.as_deref(),
    }
}

/// The secrets that a process on this side is given when it starts with these settings, by the text of their reference.
pub fn given(state: &State, side: &Side, settings: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let secret = |value: &String| match status(&state.vaults, identity(side), value) {
        Status::Resolved(version) => Some((value.clone(), version.value)),
        _ => None,
    };
    settings.values().filter(|value| is_reference(value)).filter_map(secret).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_others_are_not() {
        let whole = Reference { vault: "kv-shop".into(), secret: "Key".into(), version: Some("v1".into()) };
        for (value, expected) in [
            ("@Microsoft.KeyVault(SecretUri=https://kv-shop.vault.azure.net/secrets/Key/v1)", Some(whole.clone())),
            ("@Microsoft.KeyVault(VaultName=kv-shop;SecretName=Key;SecretVersion=v1)", Some(whole.clone())),
            (
                "@microsoft.keyvault(SecretUri=https://kv-shop.vault.azure.net/secrets/Key/)",
                Some(Reference { version: None, ..whole }),
            ),
            ("@Microsoft.KeyVault(SecretUri=http://kv-shop.vault.azure.net/secrets/Key)", None),
            ("@Microsoft.KeyVault(VaultName=kv-shop)", None),
            ("kv-shop", None),
        ] {
            assert_eq!(read(value), expected, "{value}");
        }
        assert!(is_reference("@Microsoft.KeyVault(nonsense)") && !is_reference("text"));
    }

    #[test]
    fn each_thing_that_is_missing_has_its_word() {
        let version = SecretVersion { id: "v1".into(), value: "x".into() };
        let vault = KeyVault {
            name: "kv".into(),
            secrets: BTreeMap::from([("Key".into(), vec![version])]),
            readers: vec!["me".into()],
        };
        let vaults = BTreeMap::from([("kv".to_owned(), vault)]);
        let word =
            |identity, inside: &str| status(&vaults, identity, &format!("@Microsoft.KeyVault({inside})")).words().0;
        assert_eq!(word(Some("me"), "VaultName=KV;SecretName=key"), "Resolved");
        assert_eq!(word(None, "VaultName=kv;SecretName=key"), "MSINotEnabled");
        assert_eq!(word(Some("you"), "VaultName=kv;SecretName=key"), "AccessToKeyVaultDenied");
        assert_eq!(word(Some("me"), "VaultName=other;SecretName=key"), "VaultNotFound");
        assert_eq!(word(Some("me"), "VaultName=kv;SecretName=other"), "SecretNotFound");
        assert_eq!(word(Some("me"), "VaultName=kv;SecretName=key;SecretVersion=v2"), "SecretVersionNotFound");
        assert_eq!(word(Some("me"), "nonsense"), "InvalidSyntax");
    }
}

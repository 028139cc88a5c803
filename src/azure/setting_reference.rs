use super::wire;
use super::{Arm, AzureError, SiteRef};

/// A setting that refers to a secret in a Key Vault, as its side reads it with its own identity (facts: key-vault-references).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingReference {
    /// The setting.
    pub setting: String,
    /// How it stands.
    pub status: ReferenceStatus,
    /// The vault that it names, where that is said.
    pub vault: Option<String>,
}

/// How a reference stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceStatus {
    /// The app is given the secret.
    Resolved,
    /// It was not asked yet, or the vault did not answer in time; the word.
    Pending(String),
    /// The side has no identity that could read it.
    NoIdentity,
    /// The identity of the side may not read in the vault.
    Denied,
    /// It leads to nothing, for this reason; Azure's word.
    Broken(String),
}

impl SettingReference {
    /// Reads those among the app settings of a side. Needs Microsoft.Web/sites/config/Read.
    pub async fn read(arm: &Arm, side: &SiteRef) -> Result<Vec<Self>, AzureError> {
        let path = side.path().then("config/configreferences/appsettings");
        let all: Vec<wire::SettingReference> = arm.list(&format!("list the references of {side}"), &path).await?;
        Ok(all.into_iter().map(Self::of).collect())
    }

    fn of(wire: wire::SettingReference) -> Self {
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        let properties = wire.properties;
        Self {
            setting: wire.name,
            status: ReferenceStatus::of(&properties.status.unwrap_or_default()),
            vault: said(properties.vault_name),
        }
    }
}

impl ReferenceStatus {
    fn of(word: &str) -> Self {
        match word.to_lowercase().as_str() {
            "resolved" => Self::Resolved,
            "" | "initialized" | "fetchtimedout" | "otherreasons" => Self::Pending(word.to_owned()),
            "msinotenabled" => Self::NoIdentity,
            "accesstokeyvaultdenied" | "unauthorizedclient" => Self::Denied,
            _ => Self::Broken(word.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn azures_words_are_understood_and_others_are_broken_references() {
        let status = |word: &str| ReferenceStatus::of(word);
        assert_eq!(status("Resolved"), ReferenceStatus::Resolved);
        assert_eq!(status("MSINotEnabled"), ReferenceStatus::NoIdentity);
        assert_eq!(status("AccessToKeyVaultDenied"), ReferenceStatus::Denied);
        assert_eq!(status("Initialized"), ReferenceStatus::Pending("Initialized".into()));
        assert_eq!(status("SecretNotFound"), ReferenceStatus::Broken("SecretNotFound".into()));
        let answer = json!({"name": "KEY", "properties": {"status": null, "vaultName": "", "reference": "x"}});
        let read = SettingReference::of(wire::parse(answer.to_string().as_bytes()).unwrap());
        assert_eq!((read.vault, read.status), (None, ReferenceStatus::Pending(String::new())));
    }
}

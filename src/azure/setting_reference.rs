use super::wire;
use super::{AppSettings, Arm, AzureError, ReferenceShape, ReferenceStore, SettingsChange, SiteRef};

/// A setting or connection string that refers to a Key Vault or to App Configuration, as its side reads it with its own identity
/// (facts: key-vault-references; facts: app-configuration-references).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingReference {
    /// Its name.
    pub setting: String,
    /// Whether it is a connection string.
    pub is_connection_string: bool,
    /// Where it refers to.
    pub store: ReferenceStore,
    /// How it stands.
    pub status: ReferenceStatus,
    /// The vault or store that it names, where that is said.
    pub place: Option<String>,
}

/// How a reference stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceStatus {
    /// The app is given the value.
    Resolved,
    /// It was not asked yet, its store did not answer in time, or nothing is said of it; the word.
    Pending(String),
    /// The side has no identity that could read it.
    NoIdentity,
    /// The identity of the side may not read there.
    Denied,
    /// It is not written yet: nobody has tried it.
    Unwritten,
    /// It leads to nothing, for this reason; Azure's word.
    Broken(String),
}

impl SettingReference {
    /// Reads those among the app settings and the connection strings of a side; without any it asks for nothing. Needs
    /// Microsoft.Web/sites/config/Read.
    pub async fn read(
        arm: &Arm,
        side: &SiteRef,
        [settings, strings]: [&AppSettings; 2],
    ) -> Result<Vec<Self>, AzureError> {
        let (of_settings, of_strings) = (settings.references(), strings.references());
        let list = async |shapes: Vec<ReferenceShape>, words: &'static str, is_connection_string: bool| {
            if shapes.is_empty() {
                return Ok(Vec::new());
            }
            let doing = format!("list the references of {side}");
            let listed: Vec<wire::SettingReference> = arm.list(&doing, &side.path().then(words)).await?;
            Ok(shapes.into_iter().map(|shape| Self::of(shape, &listed, is_connection_string)).collect())
        };
        let (of_settings, of_strings): (Result<Vec<Self>, AzureError>, Result<Vec<Self>, AzureError>) = tokio::join!(
            list(of_settings, "config/configreferences/appsettings", false),
            list(of_strings, "config/configreferences/connectionstrings", true),
        );
        let (mut all, of_strings) = (of_settings?, of_strings?);
        all.extend(of_strings);
        Ok(all)
    }

    /// Those that are not written yet.
    pub fn brought(change: &SettingsChange) -> Vec<Self> {
        let mut all = Vec::new();
        change.each(|name, value| {
            if let Some(shape) = value.and_then(|value| ReferenceShape::of(name, value.expose())) {
                all.push(Self {
                    setting: shape.setting,
                    is_connection_string: false,
                    store: shape.store,
                    status: ReferenceStatus::Unwritten,
                    place: shape.place,
                });
            }
        });
        all
    }

    /// One that is not listed is not called resolved.
    fn of(shape: ReferenceShape, listed: &[wire::SettingReference], is_connection_string: bool) -> Self {
        let found = listed.iter().find(|one| one.name.eq_ignore_ascii_case(&shape.setting));
        let word = found.and_then(|one| one.properties.status.as_deref()).unwrap_or_default();
        let vault = found.and_then(|one| one.properties.vault_name.clone()).filter(|name| !name.is_empty());
        Self {
            setting: shape.setting,
            is_connection_string,
            store: shape.store,
            status: ReferenceStatus::of(word),
            place: vault.or(shape.place),
        }
    }

    /// Whether the other is the same setting.
    pub fn is_named_as(&self, other: &Self) -> bool {
        self.is_connection_string == other.is_connection_string && self.setting.eq_ignore_ascii_case(&other.setting)
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
        let listed = |status: serde_json::Value| {
            let answer = json!({"name": "KEY", "properties": {"status": status, "vaultName": "", "reference": "x"}});
            let listed = [wire::parse(answer.to_string().as_bytes()).unwrap()];
            move |setting: &str| {
                let shape = ReferenceShape::of(setting, "@Microsoft.KeyVault(VaultName=kv;SecretName=s)").unwrap();
                let read = SettingReference::of(shape, &listed, false);
                (read.place, read.status)
            }
        };
        let pending = (Some("kv".to_owned()), ReferenceStatus::Pending(String::new()));
        assert_eq!(listed(json!(null))("Key"), pending);
        assert_eq!(listed(json!("Resolved"))("Key").1, ReferenceStatus::Resolved);
        assert_eq!(listed(json!("Resolved"))("other"), pending, "it is not listed");
    }
}

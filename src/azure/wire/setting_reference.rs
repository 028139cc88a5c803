use serde::Deserialize;

/// One of `GET …/config/configreferences/appsettings` and `…/connectionstrings` (`ApiKVReference` in WebApps.json). The text of the reference itself
/// is left out.
#[derive(Debug, Deserialize)]
pub(crate) struct SettingReference {
    /// The name of the setting.
    pub name: String,
    pub properties: Properties,
}

/// All are optional by definition.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    pub status: Option<String>,
    pub vault_name: Option<String>,
}

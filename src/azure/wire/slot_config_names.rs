use serde::Deserialize;

use super::text::nullable;

/// `GET …/config/slotConfigNames` (`SlotConfigNamesResource` in WebApps.json).
#[derive(Debug, Deserialize)]
pub(crate) struct SlotConfigNames {
    pub properties: Properties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    /// Null until first written (recorded).
    #[serde(deserialize_with = "nullable")]
    pub app_setting_names: Option<Vec<String>>,
    /// Likewise.
    #[serde(deserialize_with = "nullable")]
    pub connection_string_names: Option<Vec<String>>,
    /// Likewise, of mounted storage; whoever writes the lists sends this one back.
    #[serde(default)]
    pub azure_storage_config_names: Option<Vec<String>>,
}

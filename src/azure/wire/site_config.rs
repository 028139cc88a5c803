use serde::Deserialize;

use super::text::nullable_text;

/// `GET …/config/web` (`SiteConfigResource` in WebApps.json).
#[derive(Debug, Deserialize)]
pub(crate) struct SiteConfig {
    pub properties: Properties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    /// Null without auto swap (recorded).
    #[serde(deserialize_with = "nullable_text")]
    pub auto_swap_slot_name: Option<String>,
}

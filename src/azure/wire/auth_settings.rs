use serde::Deserialize;

/// `GET …/config/authsettingsV2` (`SiteAuthSettingsV2` in WebApps.json).
#[derive(Debug, Deserialize)]
pub(crate) struct AuthSettings {
    pub properties: Properties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    pub platform: Platform,
    pub global_validation: Option<GlobalValidation>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Platform {
    /// "true if the Authentication / Authorization feature is enabled for the current app; otherwise, false": there is no
    /// third meaning for its absence.
    pub enabled: bool,
}

/// Whom the platform lets through.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GlobalValidation {
    pub require_authentication: Option<bool>,
    pub unauthenticated_client_action: Option<String>,
    pub excluded_paths: Option<Vec<String>>,
}

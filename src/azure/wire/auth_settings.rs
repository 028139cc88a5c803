use serde::Deserialize;

/// `GET …/config/authsettingsV2` (`SiteAuthSettingsV2` in WebApps.json).
#[derive(Debug, Deserialize)]
pub(crate) struct AuthSettings {
    pub properties: Properties,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Properties {
    pub platform: Platform,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Platform {
    /// "true if the Authentication / Authorization feature is enabled for the current app; otherwise, false": there is no
    /// third meaning for its absence.
    pub enabled: bool,
}

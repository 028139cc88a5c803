use serde::Deserialize;

/// Who may reach a side, of `GET …/config/web` (`SiteConfig` in WebApps.json, where all of it is optional).
#[derive(Debug, Deserialize)]
pub(crate) struct NetworkAccess {
    pub properties: AccessProperties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessProperties {
    pub public_network_access: Option<String>,
    pub ip_security_restrictions: Option<Vec<AccessRule>>,
    pub ip_security_restrictions_default_action: Option<String>,
    pub scm_ip_security_restrictions: Option<Vec<AccessRule>>,
    pub scm_ip_security_restrictions_default_action: Option<String>,
    pub scm_ip_security_restrictions_use_main: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccessRule {
    pub ip_address: Option<String>,
    pub action: Option<String>,
}

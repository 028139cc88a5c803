use std::collections::BTreeMap;

use serde::Deserialize;

use super::text::{nullable, nullable_text};

/// `GET …/sites/NAME[/slots/SLOT]` (`Site` in WebApps.json). The definition requires no field; those that are required here
/// were in every recorded answer, functions and web apps, from 2024 to 2026.
#[derive(Debug, Deserialize)]
pub(crate) struct Site {
    pub id: String,
    /// Optional by definition (`Resource`).
    pub kind: Option<String>,
    /// Required by definition (`Resource`), and only needed to create a slot.
    pub location: Option<String>,
    /// Optional by definition (`Resource`).
    pub tags: Option<BTreeMap<String, String>>,
    /// Only where there is one (`ManagedServiceIdentity`).
    pub identity: Option<ManagedIdentity>,
    pub properties: Properties,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    pub state: String,
    #[serde(default)]
    pub default_host_name: Option<String>,
    pub host_name_ssl_states: Vec<HostNameSslState>,
    pub server_farm_id: Option<String>,
    pub sku: Option<String>,
    pub https_only: Option<bool>,
    pub client_cert_enabled: Option<bool>,
    pub client_cert_mode: Option<String>,
    pub host_names: Option<Vec<String>>,
    pub virtual_network_subnet_id: Option<String>,
    pub key_vault_reference_identity: Option<String>,
    /// Only how many there are counts.
    pub private_endpoint_connections: Option<Vec<serde::de::IgnoredAny>>,
    pub deployment_id: Option<String>,
    /// Nearly all nulls here; the language was in every recorded answer.
    pub site_config: Option<OwnConfig>,
    /// Null as long as the side was never swapped.
    #[serde(deserialize_with = "nullable")]
    pub slot_swap_status: Option<SlotSwapStatus>,
    /// Null while no operation is in progress.
    #[serde(deserialize_with = "nullable_text")]
    pub in_progress_operation_id: Option<String>,
    /// Null while no swap with preview is prepared.
    #[serde(deserialize_with = "nullable_text")]
    pub target_swap_slot: Option<String>,
}

/// The configuration as GET on the site shows it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnConfig {
    pub linux_fx_version: Option<String>,
}

/// Both are optional by definition.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct HostNameSslState {
    pub name: Option<String>,
    pub host_type: Option<String>,
}

/// The identities of a side: its own, and those that were given to it, by their resource ids.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedIdentity {
    pub principal_id: Option<String>,
    pub user_assigned_identities: Option<BTreeMap<String, UserAssigned>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserAssigned {
    pub principal_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SlotSwapStatus {
    pub timestamp_utc: String,
}

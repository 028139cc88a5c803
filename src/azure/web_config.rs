use std::collections::BTreeMap;

use super::moving_config::moving;
use super::staying_config::staying;
use super::wire::{self, MovingConfig, SiteConfig};
use super::{AppId, Arm, ArmPolicy, AzureError, NetworkAccess, Protection, SiteRef};

/// `config/web` of one side, as far as a release depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebConfig {
    /// The slot that Azure swaps into by itself after a deployment.
    pub auto_swap_slot: Option<String>,
    /// What of it moves with a swap, by property.
    pub moving: BTreeMap<String, String>,
    /// What of it stays with its side, or of which documents say one thing and another, by property.
    pub staying: BTreeMap<String, String>,
    /// What keeps others from the side.
    pub protection: Protection,
    /// Who may reach it over the network.
    pub network: NetworkAccess,
}

impl WebConfig {
    /// Reads it. GET on the site shows nulls in its place (facts: arm-calls).
    pub async fn read(arm: &Arm, side: &SiteRef) -> Result<Self, AzureError> {
        let doing = format!("read the configuration of {side}");
        let answer = arm.get_raw(&doing, &side.path().then("config/web"), ArmPolicy::Question).await?;
        let config: SiteConfig = wire::read(&doing, &answer)?;
        let all: MovingConfig = wire::read(&doing, &answer)?;
        let network = NetworkAccess::of(&wire::read(&doing, &answer)?);
        Ok(Self {
            auto_swap_slot: config.properties.auto_swap_slot_name,
            moving: moving(&all),
            staying: staying(&all),
            network,
            protection: Protection::of(&all),
        })
    }

    /// A text of what moves; `None` where it has none.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.moving.get(name)?).ok()
    }
}

/// The names of the sticky settings, which stay with their slot in a swap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotConfigNames {
    /// App settings.
    pub app_settings: Vec<String>,
    /// Connection strings.
    pub connection_strings: Vec<String>,
    /// Mounted storage.
    pub(super) mounts: Vec<String>,
}

impl SlotConfigNames {
    /// Reads them; they belong to the app, not to a slot, and are null until first written.
    pub async fn read(arm: &Arm, app: &AppId) -> Result<Self, AzureError> {
        let path = app.path().then("config/slotConfigNames");
        let names: wire::SlotConfigNames = arm.get("read the names of the slot settings", &path).await?;
        Ok(Self {
            app_settings: names.properties.app_setting_names.unwrap_or_default(),
            connection_strings: names.properties.connection_string_names.unwrap_or_default(),
            mounts: names.properties.azure_storage_config_names.unwrap_or_default(),
        })
    }

    /// Whether the setting stays with its slot.
    pub fn is_sticky(&self, setting: &str) -> bool {
        self.app_settings.iter().any(|name| name.eq_ignore_ascii_case(setting))
    }

    /// Whether the connection string stays with its slot.
    pub fn is_sticky_string(&self, string: &str) -> bool {
        self.connection_strings.iter().any(|name| name.eq_ignore_ascii_case(string))
    }
}

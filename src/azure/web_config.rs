use serde_json::Value;

use super::{AppId, Arm, AzureError, SiteRef};

/// `config/web` of one side, as far as a release depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebConfig {
    /// The slot that Azure swaps into by itself after a deployment.
    pub auto_swap_slot: Option<String>,
}

impl WebConfig {
    /// Reads it. GET on the site shows nulls in its place (azure-wire §2.4).
    pub async fn read(arm: &Arm, side: &SiteRef) -> Result<Self, AzureError> {
        let doing = format!("read the configuration of {side}");
        let value = arm.get(&doing, &format!("{}/config/web", side.path())).await?;
        let slot = value["properties"]["autoSwapSlotName"].as_str().filter(|slot| !slot.is_empty());
        Ok(Self { auto_swap_slot: slot.map(str::to_owned) })
    }
}

/// The names of the sticky settings, which stay with their slot in a swap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotConfigNames {
    /// App settings.
    pub app_settings: Vec<String>,
}

impl SlotConfigNames {
    /// Reads them; they belong to the app, not to a slot, and are null until first written.
    pub async fn read(arm: &Arm, app: &AppId) -> Result<Self, AzureError> {
        let path = format!("{}/config/slotConfigNames", app.path());
        let value = arm.get("read the names of the slot settings", &path).await?;
        let names = value["properties"]["appSettingNames"].as_array();
        let app_settings =
            names.into_iter().flatten().filter_map(|name: &Value| name.as_str().map(str::to_owned)).collect();
        Ok(Self { app_settings })
    }

    /// Whether the setting stays with its slot.
    pub fn is_sticky(&self, setting: &str) -> bool {
        self.app_settings.iter().any(|name| name.eq_ignore_ascii_case(setting))
    }
}

use serde_json::Value;

use super::{Arm, AzureError};

/// A plan, as far as slots depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// `EP1`, `Y1`, `FC1`, `B1` …
    pub sku: String,
    /// `ElasticPremium`, `Dynamic`, `FlexConsumption`, `Basic` …
    pub tier: String,
}

impl Plan {
    /// Reads the plan with this resource id.
    pub async fn read(arm: &Arm, id: &str) -> Result<Self, AzureError> {
        let value = arm.get("read the plan", id).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(Self { name: text(&value["name"]), sku: text(&value["sku"]["name"]), tier: text(&value["sku"]["tier"]) })
    }

    /// How many slots the plan gives an app, production included; source: azure-wire §2.7.
    pub fn slots(&self) -> u32 {
        match self.tier.to_ascii_lowercase().as_str() {
            "flexconsumption" | "free" | "shared" | "basic" => 1,
            "dynamic" => 2,
            "elasticpremium" => 3,
            "standard" => 5,
            _ => 20,
        }
    }

    /// Whether it is Flex Consumption, which has another way to update without an outage.
    pub fn is_flex(&self) -> bool {
        self.tier.eq_ignore_ascii_case("FlexConsumption")
    }
}

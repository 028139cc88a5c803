use super::path::ApiPath;
use super::wire;
use super::{Arm, AzureError, Unreadable};

/// A plan, as far as slots depend on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: String,
    /// `EP1`, `Y1`, `FC1`, `B1` …
    pub sku: String,
    /// `ElasticPremium`, `Dynamic`, `FlexConsumption`, `Basic` …
    pub tier: String,
    /// How many machines it has at the moment, when it is said.
    pub workers: Option<u32>,
    /// How many apps and slots are on it, when it is said.
    pub sites: Option<u32>,
}

impl Plan {
    /// Reads the plan with this resource id; `None` when the site does not say which.
    pub async fn read(arm: &Arm, id: Option<&str>) -> Result<Self, AzureError> {
        let doing = "read the plan";
        let id = id.ok_or_else(|| Unreadable::missing("properties.serverFarmId").during(doing))?;
        let path = ApiPath::of_resource(id).map_err(|what| what.during(doing))?;
        let plan: wire::Plan = arm.get(doing, &path).await?;
        Ok(Self {
            name: plan.name,
            sku: plan.sku.name,
            tier: plan.sku.tier,
            workers: plan.properties.number_of_workers,
            sites: plan.properties.number_of_sites,
        })
    }

    /// How many slots the plan gives an app, production included (facts: plans); `None` for a tier that is not known.
    pub fn slots(&self) -> Option<u32> {
        match self.tier.to_ascii_lowercase().as_str() {
            "flexconsumption" | "free" | "shared" | "basic" => Some(1),
            "dynamic" => Some(2),
            "elasticpremium" => Some(3),
            "standard" => Some(5),
            tier if tier.starts_with("premium") || tier.starts_with("isolated") => Some(20),
            _ => None,
        }
    }

    /// The memory of each of its machines in MiB (facts: plans); `None` for a size that is not known, and where machines are not
    /// the plan's own.
    pub fn memory(&self) -> Option<u32> {
        Some(match self.sku.to_ascii_uppercase().as_str() {
            "B1" | "S1" => 1792,
            "B2" | "S2" | "P1V2" | "EP1" => 3584,
            "B3" | "S3" | "P2V2" | "EP2" => 7168,
            "P3V2" | "EP3" => 14_336,
            "P0V3" => 4096,
            "P1V3" => 8192,
            "P2V3" => 16_384,
            "P3V3" => 32_768,
            _ => return None,
        })
    }

    /// Whether it is the former Consumption plan.
    pub fn is_consumption(&self) -> bool {
        self.tier.eq_ignore_ascii_case("Dynamic")
    }

    /// Whether it is Flex Consumption, which has another way to update without an outage.
    pub fn is_flex(&self) -> bool {
        self.tier.eq_ignore_ascii_case("FlexConsumption")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slots_of_an_unknown_tier_are_unknown() {
        let plan = |tier: &str| Plan {
            name: String::new(),
            sku: String::new(),
            tier: tier.to_owned(),
            workers: None,
            sites: None,
        };
        let slots = |tier: &str| plan(tier).slots();
        let tiers = ["FlexConsumption", "Dynamic", "ElasticPremium", "Standard", "PremiumV3", "IsolatedV2"];
        assert_eq!(tiers.map(slots), [Some(1), Some(2), Some(3), Some(5), Some(20), Some(20)]);
        assert_eq!([slots(""), slots("Quantum")], [None, None]);
    }
}

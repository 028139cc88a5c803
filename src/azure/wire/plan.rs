use serde::Deserialize;

/// `GET …/serverfarms/NAME` (`AppServicePlan` in AppServicePlans.json).
#[derive(Debug, Deserialize)]
pub(crate) struct Plan {
    pub name: String,
    pub sku: Sku,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sku {
    pub name: String,
    pub tier: String,
}

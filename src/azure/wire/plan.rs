use serde::Deserialize;

/// `GET …/serverfarms/NAME` (`AppServicePlan` in AppServicePlans.json).
#[derive(Debug, Deserialize)]
pub(crate) struct Plan {
    pub name: String,
    pub sku: Sku,
    #[serde(default)]
    pub properties: Properties,
}

/// Both were in every recorded answer; the definition requires neither.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Properties {
    pub number_of_workers: Option<u32>,
    pub number_of_sites: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sku {
    pub name: String,
    pub tier: String,
}

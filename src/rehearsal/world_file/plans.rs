//! SKUs and what follows from them (facts: plans; recorded for one SKU of most tiers).

use std::collections::BTreeMap;

use super::description::PlanPart;
use crate::state::Plan;

/// SKU, tier, family, kind, most workers. The kind of plans on machines with Linux is `linux`,
/// whatever stands here, but for elastic ones.
const SKUS: &[(&str, &str, &str, &str, u32)] = &[
    ("Y1", "Dynamic", "Y", "functionapp", 0),
    ("FC1", "FlexConsumption", "FC", "functionapp", 0),
    ("EP1", "ElasticPremium", "EP", "elastic", 20),
    ("EP2", "ElasticPremium", "EP", "elastic", 20),
    ("EP3", "ElasticPremium", "EP", "elastic", 20),
    ("F1", "Free", "F", "app", 1),
    ("D1", "Shared", "D", "app", 1),
    ("B1", "Basic", "B", "app", 3),
    ("B2", "Basic", "B", "app", 3),
    ("B3", "Basic", "B", "app", 3),
    ("S1", "Standard", "S", "app", 10),
    ("S2", "Standard", "S", "app", 10),
    ("S3", "Standard", "S", "app", 10),
    ("P1v2", "PremiumV2", "Pv2", "app", 30),
    ("P2v2", "PremiumV2", "Pv2", "app", 30),
    ("P3v2", "PremiumV2", "Pv2", "app", 30),
    ("P0v3", "PremiumV3", "Pv3", "app", 30),
    ("P1v3", "PremiumV3", "Pv3", "app", 30),
    ("P2v3", "PremiumV3", "Pv3", "app", 30),
    ("P3v3", "PremiumV3", "Pv3", "app", 30),
];

/// All SKUs that a world file may name.
pub(super) fn skus() -> impl Iterator<Item = &'static str> {
    SKUS.iter().map(|(sku, ..)| *sku)
}

/// The name of the plan that an app has when it names none.
pub(super) fn own(app: &str) -> String {
    format!("plan-{app}")
}

/// The plan of a SKU; names of SKUs have no case.
pub(super) fn plan(name: &str, part: &PlanPart) -> Option<Plan> {
    let (sku, tier, family, kind, most) = SKUS.iter().find(|(sku, ..)| sku.eq_ignore_ascii_case(&part.sku))?;
    let kind = match (part.windows, *kind) {
        (false, "app") => "linux",
        (_, kind) => kind,
    };
    Some(Plan {
        name: name.to_owned(),
        sku: (*sku).to_owned(),
        tier: (*tier).to_owned(),
        family: (*family).to_owned(),
        kind: kind.to_owned(),
        linux: !part.windows,
        most_workers: *most,
        location: "West Europe".to_owned(),
        tags: BTreeMap::new(),
    })
}

/// How a world file says a plan.
pub(super) fn say(plan: &Plan) -> PlanPart {
    PlanPart { sku: plan.sku.clone(), windows: !plan.linux }
}

use serde_json::{Map, Value, json};

use super::errors;
use crate::doors::{Incoming, Reply};
use crate::state::{Plan, State};

const NULL: &[&str] = &[
    "workerTierName",
    "adminSiteName",
    "hostingEnvironment",
    "hostingEnvironmentProfile",
    "adminRuntimeSiteName",
    "hostingEnvironmentId",
    "spotExpirationTime",
    "freeOfferExpirationTime",
    "tags",
    "webSiteId",
    "existingServerFarmIds",
    "kubeEnvironmentProfile",
    "migrateToVMSS",
];

/// A plan (facts: plans; recorded for several SKUs).
pub(super) fn answer(state: &State, incoming: &Incoming, group: &str, name: &str) -> Reply {
    match (incoming.method.as_str(), find(state, name)) {
        ("GET", Some(plan)) => Reply::json(200, &shown(state, group, plan)),
        ("GET", None) => missing(name, group),
        (method, _) => errors::not_simulated(format!("{method} of a plan")),
    }
}

/// The plan of this name.
pub(super) fn find<'a>(state: &'a State, name: &str) -> Option<&'a Plan> {
    state.plans.get(&name.to_lowercase())
}

/// The refusal of a plan that is not there.
pub(super) fn missing(name: &str, group: &str) -> Reply {
    errors::not_found("serverFarms", name, group)
}

/// The plans of a group, or all. A plan lies in the group of the first app that is on it.
pub(super) fn list(state: &State, group: Option<&str>) -> Vec<Value> {
    let of_group = |plan: &Plan| {
        let mut apps = state.apps.values();
        let first =
            apps.find(|app| app.plan.eq_ignore_ascii_case(&plan.name)).or_else(|| state.apps.values().next())?;
        Some(first.group.clone()).filter(|its| group.is_none_or(|group| its.eq_ignore_ascii_case(group)))
    };
    state.plans.values().filter_map(|plan| Some(shown(state, &of_group(plan)?, plan))).collect()
}

fn shown(state: &State, group: &str, plan: &Plan) -> Value {
    let apps: Vec<_> = state.apps.values().filter(|app| app.plan.eq_ignore_ascii_case(&plan.name)).collect();
    let location = plan.location.clone();
    let size = size(plan);
    let workers = u8::from(!matches!(plan.tier.as_str(), "Free" | "Shared" | "Dynamic" | "FlexConsumption"));
    // Windows containers run on machines of their own kind (recorded).
    let hyper_v = plan.kind == "windows";
    let sites: usize = apps.iter().map(|app| app.places().len()).sum();
    let mut properties: Map<String, Value> = NULL.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    if let Value::Object(set) = json!({
        "serverFarmId": 1, "name": plan.name, "workerSize": size.0, "workerSizeId": size.1, "numberOfWorkers": workers,
        "currentWorkerSize": size.0, "currentWorkerSizeId": size.1, "currentNumberOfWorkers": workers, "status": "Ready",
        "webSpace": format!("{group}-webspace"), "subscription": state.subscription,
        "maximumNumberOfWorkers": plan.most_workers, "planName": "VirtualDedicatedPlan", "computeMode": compute_mode(plan),
        "geoRegion": location, "perSiteScaling": false, "elasticScaleEnabled": plan.kind == "elastic",
        "maximumElasticWorkerCount": 1, "numberOfSites": sites, "isSpot": false, "kind": plan.kind,
        "resourceGroup": group, "reserved": plan.linux, "isXenon": hyper_v, "hyperV": hyper_v, "mdmId": "waws-prod-sim-001_1",
        "targetWorkerCount": 0, "targetWorkerSizeId": 0, "provisioningState": "Succeeded", "zoneRedundant": false,
        "vnetConnectionsUsed": 0, "vnetConnectionsMax": 2, "createdTime": "2026-01-01T00:00:00.0000000",
        "siteMode": site_mode(plan),
        // What follows came between January 2025 and April 2026 (recorded).
        "targetWorkerSku": null, "maximumNumberOfZones": 1, "currentNumberOfZonesUtilized": workers,
        "asyncScalingEnabled": false, "isCustomMode": false, "powerState": "Running", "eligibleLogCategories": "",
    }) {
        properties.extend(set);
    }
    let mut body = json!({
        "id": format!("/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.Web/serverfarms/{}", state.subscription, plan.name),
        "name": plan.name, "type": "Microsoft.Web/serverfarms", "kind": plan.kind, "location": location,
        "properties": properties,
        "sku": {"name": plan.sku, "tier": plan.tier, "size": plan.sku, "family": plan.family, "capacity": workers},
    });
    if !plan.tags.is_empty() {
        body["tags"] = json!(plan.tags);
        body["properties"]["tags"] = json!(plan.tags);
    }
    body
}

/// Name and number of the machines' size, by SKU (recorded for those that are named here).
fn size(plan: &Plan) -> (&'static str, u8) {
    match (plan.tier.as_str(), plan.sku.to_uppercase().as_str()) {
        ("FlexConsumption", _) => ("Small", 0),
        ("PremiumV3", _) => ("SmallV3", 6),
        ("PremiumV2" | "ElasticPremium" | "WorkflowStandard", sku) => match sku.trim_end_matches("V2").chars().last() {
            Some('2') => ("D2", 4),
            Some('3') => ("D3", 5),
            _ => ("D1", 3),
        },
        ("Basic" | "Standard", "B2" | "S2") => ("Medium", 1),
        ("Basic" | "Standard", "B3" | "S3") => ("Large", 2),
        _ => ("Default", 0),
    }
}

fn compute_mode(plan: &Plan) -> &'static str {
    match plan.tier.as_str() {
        "Free" | "Shared" => "Shared",
        "Dynamic" | "FlexConsumption" => "Dynamic",
        _ => "Dedicated",
    }
}

fn site_mode(plan: &Plan) -> Option<&'static str> {
    match plan.tier.as_str() {
        "Free" => Some("Limited"),
        "Shared" => Some("Basic"),
        _ => None,
    }
}

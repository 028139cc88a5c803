use serde_json::{Map, Value, json};

use super::errors;
use crate::rehearsal::doors::Reply;
use crate::rehearsal::state::State;

const NULL: &[&str] = &[
    "workerTierName",
    "adminSiteName",
    "hostingEnvironment",
    "hostingEnvironmentProfile",
    "adminRuntimeSiteName",
    "siteMode",
    "hostingEnvironmentId",
    "spotExpirationTime",
    "freeOfferExpirationTime",
    "tags",
    "webSiteId",
    "existingServerFarmIds",
    "kubeEnvironmentProfile",
    "migrateToVMSS",
];

/// A plan (azure-wire §2.7; recorded for several SKUs).
pub fn answer(state: &State, group: &str, name: &str) -> Reply {
    let apps: Vec<_> = state.apps.values().filter(|app| app.plan.eq_ignore_ascii_case(name)).collect();
    let Some(plan) = state.plans.get(&name.to_lowercase()) else {
        return errors::not_found("serverFarms", name, group);
    };
    let location = apps.first().map(|app| app.location.clone()).unwrap_or_else(|| "West Europe".to_owned());
    let sites: usize = apps.iter().map(|app| app.places().len()).sum();
    let mut properties: Map<String, Value> = NULL.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    if let Value::Object(set) = json!({
        "serverFarmId": 1, "name": plan.name, "workerSize": "D1", "workerSizeId": 3, "numberOfWorkers": 1,
        "currentWorkerSize": "D1", "currentWorkerSizeId": 3, "currentNumberOfWorkers": 1, "status": "Ready",
        "webSpace": format!("{group}-webspace"), "subscription": state.subscription,
        "maximumNumberOfWorkers": plan.most_workers, "planName": "VirtualDedicatedPlan", "computeMode": "Dedicated",
        "geoRegion": location, "perSiteScaling": false, "elasticScaleEnabled": plan.tier == "ElasticPremium",
        "maximumElasticWorkerCount": plan.most_workers, "numberOfSites": sites, "isSpot": false, "kind": plan.kind,
        "resourceGroup": group, "reserved": plan.linux, "isXenon": false, "hyperV": false, "mdmId": "waws-prod-sim-001_1",
        "targetWorkerCount": 0, "targetWorkerSizeId": 0, "provisioningState": "Succeeded", "zoneRedundant": false,
        "vnetConnectionsUsed": 0, "vnetConnectionsMax": 2, "createdTime": "2026-01-01T00:00:00.0000000",
    }) {
        properties.extend(set);
    }
    Reply::json(
        200,
        &json!({
            "id": format!("/subscriptions/{}/resourceGroups/{group}/providers/Microsoft.Web/serverfarms/{}", state.subscription, plan.name),
            "name": plan.name, "type": "Microsoft.Web/serverfarms", "kind": plan.kind, "location": location,
            "properties": properties,
            "sku": {"name": plan.sku, "tier": plan.tier, "size": plan.sku, "family": plan.family, "capacity": 1},
        }),
    )
}

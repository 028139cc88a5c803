//! Subscriptions, and the resources in one (docs: Subscriptions, 2022-12-01; Resources, List, 2021-04-01).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::path::Resource;
use super::{errors, groups, identities, plan, resource_roles, site_json, telemetry};
use crate::doors::Reply;
use crate::laws::odata::Filter;
use crate::state::State;

/// The properties that a filter may name.
const FILTERED: &[&str] = &[
    "resourcetype",
    "name",
    "resourcegroup",
    "location",
    "tagname",
    "tagvalue",
    "identity",
    "identity/principalid",
    "plan",
];

/// Subscriptions.
pub(super) fn answer(state: &State, resource: &Resource) -> Reply {
    match resource {
        Resource::Subscriptions => {
            Reply::json(200, &json!({"value": [subscription(state)], "count": {"type": "Total", "value": 1}}))
        }
        Resource::Subscription(id) if id.eq_ignore_ascii_case(&state.subscription) => {
            Reply::json(200, &subscription(state))
        }
        Resource::Subscription(id) => no_subscription(id),
        _ => errors::not_simulated("this resource"),
    }
}

/// The refusal of another subscription than that of this world.
pub(super) fn no_subscription(id: &str) -> Reply {
    errors::gateway(404, "SubscriptionNotFound", format!("The subscription '{id}' could not be found."))
}

fn subscription(state: &State) -> Value {
    json!({
        "id": format!("/subscriptions/{}", state.subscription), "subscriptionId": state.subscription,
        "tenantId": state.tenant, "displayName": "Rehearsal", "state": "Enabled", "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionPolicies": {"locationPlacementId": "Public_2014-09-01", "quotaId": "PayAsYouGo_2014-09-01", "spendingLimit": "Off"},
    })
}

/// What the resource manager itself knows of all resources that a filter takes, of one group or of all.
pub(super) fn list(state: &State, group: Option<&str>, filter: &str) -> Result<Vec<Value>, Reply> {
    let read = Filter::read(filter).filter(|read| read.names().iter().all(|name| FILTERED.contains(name)));
    let read = read.ok_or_else(|| errors::invalid_filter(filter))?;
    let mut found = all(state, group);
    found.retain(|resource| {
        // Each of its tags is compared with a filter on its own.
        let no_tags = serde_json::Map::new();
        let tags = resource["tags"].as_object().unwrap_or(&no_tags);
        let with = |tag: Option<(&String, &Value)>| {
            read.takes(&|property| match property {
                "resourcetype" => resource["type"].as_str().map(str::to_owned),
                "resourcegroup" => resource["id"].as_str().and_then(|id| Some(id.split('/').nth(4)?.to_owned())),
                "tagname" => tag.map(|(name, _)| name.clone()),
                "tagvalue" => tag.and_then(|(_, value)| value.as_str()).map(str::to_owned),
                "identity/principalid" => resource["identity"]["principalId"].as_str().map(str::to_owned),
                name => resource[name].as_str().map(str::to_owned),
            })
        };
        if tags.is_empty() { with(None) } else { tags.iter().any(|tag| with(Some(tag))) }
    });
    Ok(found)
}

/// With what `$expand` asks for besides, which the Azure CLI does. When a resource was made and changed is not known here, so of
/// these times nothing is said.
pub(super) fn expanded(mut all: Vec<Value>, expand: &str) -> Result<Vec<Value>, Reply> {
    for asked in expand.split(',').map(str::trim).filter(|asked| !asked.is_empty()) {
        match asked.to_lowercase().as_str() {
            "provisioningstate" => {
                all.iter_mut().for_each(|resource| resource["provisioningState"] = json!("Succeeded"));
            }
            "createdtime" | "changedtime" => {}
            _ => return Err(errors::not_simulated(format!("$expand={asked}"))),
        }
    }
    Ok(all)
}

fn all(state: &State, group: Option<&str>) -> Vec<Value> {
    let mut all = Vec::new();
    for app in state.apps.values().filter(|app| group.is_none_or(|group| app.group.eq_ignore_ascii_case(group))) {
        for place in app.places() {
            let Some(side) = app.side(place.slot.as_deref()) else { continue };
            all.push(site_json::site(state, app, &place, side, super::shown::Shown::InList));
        }
    }
    all.extend(plan::list(state, group));
    all.extend(telemetry::components(state, group));
    all.extend(telemetry::workspaces(state, group));
    all.extend(identities::list(state, group));
    all.extend(accounts(state, group));
    all.extend(resource_roles::listed(state, group));
    all.into_iter().map(known).collect()
}

/// What stands in the list, of all that a resource says of itself.
fn known(resource: Value) -> Value {
    const KNOWN: &[&str] = &["id", "name", "type", "kind", "location", "tags", "identity", "sku"];
    let Value::Object(resource) = resource else { return Value::Null };
    let mut shown: BTreeMap<String, Value> =
        resource.into_iter().filter(|(name, _)| KNOWN.contains(&name.as_str())).collect();
    if let Some(location) = shown.get("location").and_then(Value::as_str).map(groups::location) {
        shown.insert("location".to_owned(), json!(location));
    }
    json!(shown)
}

/// Of accounts there is only the blob service; the resource is listed and not shown.
fn accounts(state: &State, group: Option<&str>) -> Vec<Value> {
    let of_group = state.storage.values().filter(|one| group.is_none_or(|group| one.group.eq_ignore_ascii_case(group)));
    let shown = |account: &crate::state::StorageAccount| {
        let id = format!("/subscriptions/{}/resourceGroups/{}", state.subscription, account.group);
        json!({
            "id": format!("{id}/providers/Microsoft.Storage/storageAccounts/{}", account.name), "name": account.name,
            "type": "Microsoft.Storage/storageAccounts", "kind": "StorageV2", "location": "West Europe",
            "sku": {"name": "Standard_LRS", "tier": "Standard"}, "tags": {},
        })
    };
    of_group.map(shown).collect()
}

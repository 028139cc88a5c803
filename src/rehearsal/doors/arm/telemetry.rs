//! Components and workspaces as resources, and queries of them with the control plane's own token (facts: metrics-api).

use serde_json::{Value, json};

use super::errors;
use super::path::Below;
use crate::World;
use crate::doors::logs::{self, Asked};
use crate::doors::{Incoming, Reply};
use crate::state::{Principal, State};

/// The action that a request needs. Queries need none at the gateway: rows are filtered instead.
pub(super) fn action(incoming: &Incoming, below: &Below) -> Option<String> {
    let kind = match below.provider.as_str() {
        "microsoft.insights" => "Microsoft.Insights/components",
        _ => "Microsoft.OperationalInsights/workspaces",
    };
    (incoming.method == "GET" && below.rest.is_empty()).then(|| format!("{kind}/read"))
}

/// Answers.
pub(super) fn answer(world: &World, incoming: &Incoming, below: &Below, principal: &Principal) -> Reply {
    let asked = logs::resource(&world.state(), &below.provider, &below.kind, &below.name);
    let Some(asked) = asked else {
        let message = format!(
            "The Resource '{}/{}/{}' under resource group '{}' was not found. For more details please go to \
             https://aka.ms/ARMResourceNotFoundFix",
            below.provider, below.kind, below.name, below.group
        );
        return errors::gateway(404, "ResourceNotFound", message);
    };
    let rest: Vec<&str> = below.rest.iter().map(String::as_str).collect();
    match (incoming.method.as_str(), &rest[..]) {
        ("GET", []) => match shown(&world.state(), &asked) {
            Some(shown) => Reply::json(200, &shown),
            None => Reply::empty(404),
        },
        ("GET" | "POST", ["query"] | ["providers", "microsoft.insights", "logs"]) => {
            logs::query(world, incoming, &asked, principal)
        }
        _ => errors::gateway(404, "InvalidResourceType", "The resource type could not be found."),
    }
}

/// Lists the components of a group (facts: telemetry-queries).
pub(super) fn components(state: &State, incoming: &Incoming, group: &str) -> Reply {
    if incoming.method != "GET" {
        return errors::gateway(404, "InvalidResourceType", "The resource type could not be found.");
    }
    let here = state.telemetry.components.iter().filter(|(_, there)| there.group.eq_ignore_ascii_case(group));
    let all: Vec<Value> = here.filter_map(|(name, _)| shown(state, &Asked::Component(name.clone()))).collect();
    Reply::json(200, &json!({"value": all}))
}

fn shown(state: &State, asked: &Asked) -> Option<Value> {
    let id = |group: &str, kind: &str, name: &str| {
        format!("/subscriptions/{}/resourceGroups/{group}/providers/{kind}/{name}", state.subscription)
    };
    const WORKSPACES: &str = "Microsoft.OperationalInsights/workspaces";
    match asked {
        Asked::Component(name) => {
            let there = state.telemetry.components.get(name)?;
            let workspace =
                there.workspace.as_ref().and_then(|name| state.telemetry.workspaces.get(&name.to_lowercase()));
            Some(json!({
                "id": id(&there.group, "microsoft.insights/components", &there.name), "name": there.name,
                "type": "microsoft.insights/components", "location": "westeurope", "kind": "web", "tags": {},
                "properties": {
                    "Ver": "v2", "ApplicationId": there.name, "AppId": there.app_id, "Application_Type": "web",
                    "Flow_Type": "Redfield", "InstrumentationKey": there.key, "ConnectionString": there.connection(),
                    "Name": there.name, "TenantId": state.subscription, "provisioningState": "Succeeded",
                    "RetentionInDays": 90, "IngestionMode": if workspace.is_some() { "LogAnalytics" } else { "ApplicationInsights" },
                    "WorkspaceResourceId": workspace.map(|one| id(&one.group, WORKSPACES, &one.name)),
                    "publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": "Enabled",
                },
            }))
        }
        Asked::Workspace(name) => {
            let there = state.telemetry.workspaces.get(name)?;
            Some(json!({
                "id": id(&there.group, WORKSPACES, &there.name), "name": there.name, "type": WORKSPACES,
                "location": "westeurope",
                "properties": {
                    "customerId": there.customer_id, "provisioningState": "Succeeded", "retentionInDays": 30,
                    "sku": {"name": "PerGB2018"}, "features": {"enableLogAccessUsingOnlyResourcePermissions": true},
                },
            }))
        }
    }
}

//! Role assignments and what their roles allow (facts: arm-calls; the description of Microsoft.Authorization 2022-04-01). This
//! world knows whom it lets do what by actions: each principal has one role of its own, assigned on the subscription.

use serde_json::{Value, json};

use super::errors;
use crate::doors::{Incoming, Reply};
use crate::pattern::pattern;
use crate::state::{RegisteredApp, State};

/// The action that a request needs.
pub(super) fn action(kind: &str) -> String {
    format!("Microsoft.Authorization/{kind}/read")
}

/// Lists assignments (`$filter=assignedTo('…')` or `principalId eq '…'`), or shows a role.
pub(super) fn answer(state: &State, incoming: &Incoming, kind: &str, id: Option<&str>) -> Reply {
    match (incoming.method.as_str(), kind, id) {
        ("GET", "roleassignments", None) => {
            let filter = incoming.parameter("$filter").unwrap_or_default();
            let whose = pattern(r"(?:assignedTo\('|principalId eq ')([^']*)'");
            let whose = whose.and_then(|whose| whose.captures(&filter).map(|found| found[1].to_owned()));
            let wanted =
                |app: &&RegisteredApp| whose.as_ref().is_none_or(|whose| app.object_id.eq_ignore_ascii_case(whose));
            let all: Vec<Value> =
                state.directory.apps.iter().filter(wanted).map(|app| assignment(state, app)).collect();
            Reply::json(200, &json!({"value": all}))
        }
        ("GET", "roledefinitions", Some(id)) => {
            let app = state.directory.apps.iter().find(|app| role(app).eq_ignore_ascii_case(id));
            match app {
                Some(app) => Reply::json(200, &definition(state, app)),
                None => errors::gateway(
                    404,
                    "RoleDefinitionDoesNotExist",
                    format!("The specified role definition with ID '{id}' does not exist."),
                ),
            }
        }
        _ => errors::gateway(404, "InvalidResourceType", "The resource type could not be found."),
    }
}

/// The ids are made from that of the principal: with other beginnings they are other GUIDs.
fn role(app: &RegisteredApp) -> String {
    format!("d0000000{}", app.object_id.get(8..).unwrap_or_default())
}

fn scope(state: &State) -> String {
    format!("/subscriptions/{}", state.subscription)
}

fn assignment(state: &State, app: &RegisteredApp) -> Value {
    let (scope, name) = (scope(state), format!("a0000000{}", app.object_id.get(8..).unwrap_or_default()));
    json!({
        "properties": {
            "roleDefinitionId": format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{}", role(app)),
            "principalId": app.object_id, "principalType": "ServicePrincipal", "scope": scope, "condition": null,
            "conditionVersion": null,
        },
        "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "type": "Microsoft.Authorization/roleAssignments", "name": name,
    })
}

fn definition(state: &State, app: &RegisteredApp) -> Value {
    let (scope, role) = (scope(state), role(app));
    json!({
        "properties": {
            "roleName": format!("Rights of {}", app.client_id), "type": "CustomRole", "description": "",
            "assignableScopes": [scope],
            "permissions": [{"actions": app.actions, "notActions": [], "dataActions": [], "notDataActions": []}],
        },
        "id": format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "type": "Microsoft.Authorization/roleDefinitions", "name": role,
    })
}

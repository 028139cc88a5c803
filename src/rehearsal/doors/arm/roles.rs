//! Role assignments and what their roles allow (facts: arm-calls; the description of Microsoft.Authorization 2022-04-01). This
//! world knows whom it lets do what by actions: each principal has one role of its own, assigned on the subscription. A role that is
//! made and assigned adds its actions to that, on whatever scope it is assigned.

use http::Method;
use serde_json::{Value, json};

use super::resource_roles::NamespaceScope;
use super::role_assignment::assigned;
use super::{data_roles, errors, resource_roles};
use crate::doors::{Incoming, Reply};
use crate::pattern::pattern;
use crate::state::{RegisteredApp, Role, State};
use data_roles::DataScope;

/// The action that a request needs.
pub(super) fn action(method: &Method, kind: &str) -> String {
    format!("Microsoft.Authorization/{kind}/{}", if method.is_safe() { "read" } else { "write" })
}

/// Lists assignments (`$filter=assignedTo('…')` or `principalId eq '…'`) or roles (`roleName eq '…'`), shows a role, or makes either.
pub(super) fn answer(state: &mut State, incoming: &Incoming, kind: &str, id: Option<&str>) -> Reply {
    let of_data = DataScope::of(&incoming.path).filter(|_| kind == "roleassignments");
    match (incoming.method.as_str(), kind, id) {
        ("PUT", _, Some(id)) if let Some(scope) = &of_data => scope.assign(state, incoming, id),
        ("PUT", "roledefinitions", Some(id)) => make(state, incoming, id),
        ("PUT", "roleassignments", Some(id)) => assign(state, incoming, id),
        ("GET", "roledefinitions", None) => {
            let filter = incoming.parameter("$filter").unwrap_or_default();
            if !filter.is_empty() && !filter.contains("roleName eq '") {
                return errors::not_simulated(format!("roles with $filter={filter}"));
            }
            let built_in =
                pattern("roleName eq '([^']*)'").and_then(|name| built_in(state, &name.captures(&filter)?[1]));
            let is_asked = |role: &&Role| filter.is_empty() || filter.contains(&format!("roleName eq '{}'", role.name));
            let own = state.directory.roles.iter().filter(is_asked).map(|role| own(state, role));
            let all: Vec<Value> = own.chain(built_in).collect();
            Reply::json(200, &json!({"value": all}))
        }
        ("GET", "roleassignments", None) => {
            let filter = incoming.parameter("$filter").unwrap_or_default();
            let whose = pattern(r"(?:assignedTo\('|principalId eq ')([^']*)'");
            let whose = whose.and_then(|whose| whose.captures(&filter).map(|found| found[1].to_owned()));
            if whose.is_none() && !filter.is_empty() && !filter.eq_ignore_ascii_case("atScope()") {
                return errors::not_simulated(format!("role assignments with $filter={filter}"));
            }
            let at_scope = filter.to_lowercase().contains("atscope()");
            if let Some(scope) = &of_data {
                return scope.list(state, whose.as_deref(), at_scope);
            }
            if let Some(scope) = NamespaceScope::of(&incoming.path) {
                return scope.list(state, whose.as_deref(), at_scope);
            }
            let wanted =
                |app: &&RegisteredApp| whose.as_ref().is_none_or(|whose| app.object_id.eq_ignore_ascii_case(whose));
            let mut all: Vec<Value> =
                state.directory.apps.iter().filter(wanted).map(|app| assignment(state, app)).collect();
            let is_of_subscription = incoming.path.trim_start_matches('/').split('/').nth(2) == Some("providers");
            if let Some(whose) = whose.as_ref().filter(|_| is_of_subscription) {
                all.extend(data_roles::below_the_subscription(state, whose));
            }
            Reply::json(200, &json!({"value": all}))
        }
        ("GET", "roledefinitions", Some(id)) => {
            if let Some(built_in) = built_in(state, id) {
                return Reply::json(200, &built_in);
            }
            let app = state.directory.apps.iter().find(|app| role(app).eq_ignore_ascii_case(id));
            match app {
                Some(app) => {
                    let name = format!("Rights of {}", app.client_id);
                    Reply::json(200, &definition(state, &role(app), &name, [&app.actions, &app.data_actions]))
                }
                None => errors::gateway(
                    404,
                    "RoleDefinitionDoesNotExist",
                    format!("The specified role definition with ID '{id}' does not exist."),
                ),
            }
        }
        _ => errors::unknown(incoming),
    }
}

fn built_in(state: &State, wanted: &str) -> Option<Value> {
    data_roles::definition(state, wanted).or_else(|| resource_roles::definition(state, wanted))
}

/// The ids are made from that of the principal: with other beginnings they are other GUIDs.
fn role(app: &RegisteredApp) -> String {
    format!("d0000000{}", app.object_id.get(8..).unwrap_or_default())
}

fn scope(state: &State) -> String {
    format!("/subscriptions/{}", state.subscription)
}

/// What a role allows.
pub(super) fn permission([actions, data_actions]: [&[String]; 2]) -> Value {
    json!({"actions": actions, "notActions": [], "dataActions": data_actions, "notDataActions": []})
}

fn assignment(state: &State, app: &RegisteredApp) -> Value {
    let (scope, name) = (scope(state), format!("a0000000{}", app.object_id.get(8..).unwrap_or_default()));
    let role = format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{}", role(app));
    assigned(&scope, &name, &role, [&app.object_id, "ServicePrincipal"])
}

fn definition(state: &State, id: &str, name: &str, actions: [&[String]; 2]) -> Value {
    let scope = scope(state);
    json!({
        "properties": {
            "roleName": name, "type": "CustomRole", "description": "", "assignableScopes": [scope],
            "permissions": [permission(actions)],
        },
        "id": format!("{scope}/providers/Microsoft.Authorization/roleDefinitions/{id}"),
        "type": "Microsoft.Authorization/roleDefinitions", "name": id,
    })
}

/// Makes a role, or changes it; names are unique (docs: Azure custom roles).
fn make(state: &mut State, incoming: &Incoming, id: &str) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let properties = &body["properties"];
    let name = properties["roleName"].as_str().unwrap_or_default().to_owned();
    if state.directory.roles.iter().any(|role| role.name.eq_ignore_ascii_case(&name) && role.id != id) {
        let message = format!("A custom role with the same name already exists in this directory: '{name}'.");
        return errors::gateway(409, "RoleDefinitionWithSameNameExists", message);
    }
    let actions = properties["permissions"][0]["actions"].as_array().cloned().unwrap_or_default();
    let actions = actions.iter().filter_map(|action| action.as_str().map(str::to_owned)).collect();
    let role = Role { id: id.to_owned(), name, actions };
    state.directory.roles.retain(|other| other.id != id);
    state.directory.roles.push(role.clone());
    Reply::json(201, &own(state, &role))
}

fn assign(state: &mut State, incoming: &Incoming, id: &str) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let properties = &body["properties"];
    let text = |name: &str| properties[name].as_str().unwrap_or_default().to_owned();
    let (wanted, principal) = (text("roleDefinitionId"), text("principalId"));
    let role = state.directory.roles.iter().find(|role| wanted.to_lowercase().ends_with(&role.id)).cloned();
    let app = state.directory.apps.iter_mut().find(|app| app.object_id.eq_ignore_ascii_case(&principal));
    let (Some(role), Some(app)) = (role, app) else {
        return errors::gateway(400, "PrincipalNotFound", format!("Principal {principal} or its role does not exist."));
    };
    app.actions.extend(role.actions.iter().filter(|action| !app.actions.contains(action)).cloned().collect::<Vec<_>>());
    let scope = incoming.path.split("/providers/Microsoft.Authorization").next().unwrap_or_default().to_owned();
    let shown = assigned(&scope, id, &wanted, [&principal, &text("principalType")]);
    Reply::json(201, &shown)
}

fn own(state: &State, role: &Role) -> Value {
    definition(state, &role.id, &role.name, [&role.actions, &[]])
}

//! The data roles that an account of Cosmos DB keeps itself (docs: SQL Resources, List SQL Role Assignments and Get SQL Role Definition,
//! 2024-11-15; "Data plane roles and actions": the built-in ones are 1 and 2 on every account).

use http::Method;
use serde_json::{Value, json};

use super::errors;
use super::resource_roles::{find, scope};
use crate::doors::{Incoming, Reply};
use crate::state::{DataKind, DataResource, PartRole, ResourceRole, State};

const TYPE: &str = "Microsoft.DocumentDB/databaseAccounts";

/// The action that a request needs.
pub(super) fn action(method: &Method, rest: &[String]) -> String {
    let kind = rest.first().map(String::as_str).unwrap_or_default();
    let kind =
        if kind.eq_ignore_ascii_case("sqlRoleAssignments") { "sqlRoleAssignments" } else { "sqlRoleDefinitions" };
    format!("{TYPE}/{kind}/{}", if method.is_safe() { "read" } else { "write" })
}

/// Lists who has data roles on the account, or shows a role.
pub(super) fn answer(state: &State, incoming: &Incoming, [group, name]: [&str; 2], rest: &[String]) -> Reply {
    let account = find(state, DataKind::Cosmos, name).filter(|one| one.group.eq_ignore_ascii_case(group));
    let Some(account) = account else {
        let message = format!("The Resource '{TYPE}/{name}' under resource group '{group}' was not found.");
        return errors::gateway(404, "ResourceNotFound", message);
    };
    let rest: Vec<String> = rest.iter().map(|part| part.to_lowercase()).collect();
    match (incoming.method.as_str(), &rest.iter().map(String::as_str).collect::<Vec<_>>()[..]) {
        ("GET", ["sqlroleassignments"]) => {
            let all: Vec<Value> = account.roles.iter().map(|one| assignment(state, account, one)).collect();
            Reply::json(200, &json!({"value": all}))
        }
        ("GET", ["sqlroledefinitions", id]) => match ROLES.iter().find(|(known, ..)| known == id) {
            Some(role) => Reply::json(200, &definition(state, account, role)),
            None => errors::gateway(404, "NotFound", format!("The Role Definition [{id}] was not found.")),
        },
        _ => errors::unknown(incoming),
    }
}

/// The id, the name, and the data actions of a built-in role.
type BuiltIn = (&'static str, &'static str, &'static [&'static str]);

const ROLES: [BuiltIn; 2] = [
    (
        "00000000-0000-0000-0000-000000000001",
        "Cosmos DB Built-in Data Reader",
        &[
            "readMetadata",
            "sqlDatabases/containers/executeQuery",
            "sqlDatabases/containers/readChangeFeed",
            "sqlDatabases/containers/items/read",
        ],
    ),
    (
        "00000000-0000-0000-0000-000000000002",
        "Cosmos DB Built-in Data Contributor",
        &["readMetadata", "sqlDatabases/containers/*", "sqlDatabases/containers/items/*"],
    ),
];

fn assignment(state: &State, account: &DataResource, one: &PartRole) -> Value {
    let at = scope(state, account, None);
    let (role, ..) = ROLES[usize::from(one.role == ResourceRole::Owner)];
    let name = format!("{}{}", &role[..24], one.principal.get(24..).unwrap_or_default());
    json!({
        "id": format!("{at}/sqlRoleAssignments/{name}"), "name": name, "type": format!("{TYPE}/sqlRoleAssignments"),
        "properties": {
            "roleDefinitionId": format!("{at}/sqlRoleDefinitions/{role}"), "principalId": one.principal,
            "scope": scope(state, account, one.part.as_deref()),
        },
    })
}

fn definition(state: &State, account: &DataResource, (id, name, actions): &BuiltIn) -> Value {
    let at = scope(state, account, None);
    let actions: Vec<String> = actions.iter().map(|action| format!("{TYPE}/{action}")).collect();
    json!({
        "id": format!("{at}/sqlRoleDefinitions/{id}"), "name": id, "type": format!("{TYPE}/sqlRoleDefinitions"),
        "properties": {
            "roleName": name, "type": "BuiltInRole", "assignableScopes": [at],
            "permissions": [{"dataActions": actions, "notDataActions": []}],
        },
    })
}

//! User-assigned identities and whom they trust (docs: Managed Identity, 2023-01-31). Each that is made can sign in, and may do
//! nothing until a role is assigned.

use http::Method;
use serde_json::{Value, json};

use super::{errors, groups};
use crate::doors::{Incoming, Reply};
use crate::state::{FederatedCredential, Identity, RegisteredApp, State};

/// The action that a request needs.
pub(super) fn action(method: &Method, rest: &[String]) -> String {
    let verb = if method.is_safe() { "read" } else { "write" };
    let below = if rest.is_empty() { "" } else { "/federatedIdentityCredentials" };
    format!("Microsoft.ManagedIdentity/userAssignedIdentities{below}/{verb}")
}

/// Makes or shows an identity, or a federated credential of one.
pub(super) fn answer(state: &mut State, incoming: &Incoming, [group, name]: [&str; 2], rest: &[String]) -> Reply {
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    match (incoming.method.as_str(), &rest[..], find(state, group, name)) {
        ("PUT" | "GET", [], Some(known)) => Reply::json(200, &shown(state, &known)),
        ("PUT", [], None) => {
            let made = make(state, group, name);
            Reply::json(201, &shown(state, &made))
        }
        ("PUT", [kind, credential], Some(known)) if is_federated(kind) => trust(state, incoming, &known, credential),
        (_, _, None) => {
            let what = format!("Microsoft.ManagedIdentity/userAssignedIdentities/{name}");
            let message = format!("The Resource '{what}' under resource group '{group}' was not found.");
            errors::gateway(404, "ResourceNotFound", message)
        }
        _ => errors::unknown(incoming),
    }
}

/// The identities of a group, or all.
pub(super) fn list(state: &State, group: Option<&str>) -> Vec<Value> {
    let of_group = |one: &&Identity| group.is_none_or(|group| one.group.eq_ignore_ascii_case(group));
    state.directory.identities.iter().filter(of_group).map(|one| shown(state, one)).collect()
}

fn is_federated(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("federatedIdentityCredentials")
}

fn find(state: &State, group: &str, name: &str) -> Option<Identity> {
    let is_it = |one: &&Identity| one.group.eq_ignore_ascii_case(group) && one.name.eq_ignore_ascii_case(name);
    state.directory.identities.iter().find(is_it).cloned()
}

fn make(state: &mut State, group: &str, name: &str) -> Identity {
    let app = RegisteredApp {
        client_id: state.new_guid(),
        object_id: state.new_guid(),
        federated: Vec::new(),
        secrets: Vec::new(),
        actions: Vec::new(),
        data_actions: Vec::new(),
    };
    let location = groups::first_app(state, group).map(|app| app.location.clone());
    let made = Identity {
        group: group.to_owned(),
        name: name.to_owned(),
        location: location.unwrap_or_else(|| "West Europe".to_owned()),
        client_id: app.client_id.clone(),
    };
    state.directory.apps.push(app);
    state.directory.identities.push(made.clone());
    made
}

fn trust(state: &mut State, incoming: &Incoming, identity: &Identity, name: &str) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let properties = &body["properties"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let (Some(issuer), Some(subject), Some(audience)) =
        (text(&properties["issuer"]), text(&properties["subject"]), text(&properties["audiences"][0]))
    else {
        return errors::gateway(400, "BadRequest", "Issuer, subject and audiences are required.");
    };
    let id = format!("{}/federatedIdentityCredentials/{name}", path(state, identity));
    let Some(app) = state.directory.app_mut(&identity.client_id) else { return Reply::empty(404) };
    let credential = FederatedCredential { issuer, subject, audience };
    let status = if app.federated.contains(&credential) { 200 } else { 201 };
    if status == 201 {
        app.federated.push(credential);
    }
    let kind = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
    Reply::json(status, &json!({"id": id, "name": name, "type": kind, "properties": properties}))
}

fn path(state: &State, identity: &Identity) -> String {
    format!(
        "/subscriptions/{}/resourcegroups/{}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{}",
        state.subscription, identity.group, identity.name
    )
}

fn shown(state: &State, identity: &Identity) -> Value {
    let object = state.directory.app(&identity.client_id).map(|app| app.object_id.clone());
    json!({
        "id": path(state, identity), "name": identity.name, "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
        "location": groups::location(&identity.location), "tags": {},
        "properties": {"tenantId": state.tenant, "principalId": object, "clientId": identity.client_id},
    })
}

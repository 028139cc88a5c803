//! Resource groups: those that something lies in (docs: Resource Groups, 2021-04-01).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::errors;
use crate::doors::{Incoming, Reply};
use crate::laws::odata::Filter;
use crate::state::{App, State};

/// A group.
pub(super) fn answer(state: &State, incoming: &Incoming, name: &str) -> Reply {
    match (incoming.method.as_str(), spelled(state, name)) {
        ("GET", Some(name)) => Reply::json(200, &shown(state, &name)),
        ("HEAD", Some(_)) => Reply::empty(204),
        ("HEAD", None) => Reply::empty(404),
        ("GET", None) => missing(name),
        (method, _) => errors::not_simulated(format!("{method} of a resource group")),
    }
}

/// All groups that a filter takes; they have no tags.
pub(super) fn list(state: &State, filter: &str) -> Result<Vec<Value>, Reply> {
    let filter = Filter::read(filter).ok_or_else(|| errors::invalid_filter(filter))?;
    let takes = |name: &str| filter.takes(&|property| (property == "name").then(|| name.to_owned()));
    Ok(all(state).into_values().filter(|name| takes(name)).map(|name| shown(state, &name)).collect())
}

/// A group as it is spelled where something lies in it; `None` when nothing does.
pub(super) fn spelled(state: &State, name: &str) -> Option<String> {
    all(state).remove(&name.to_lowercase())
}

/// The refusal of a group that is not there.
pub(super) fn missing(name: &str) -> Reply {
    errors::gateway(404, "ResourceGroupNotFound", format!("Resource group '{name}' could not be found."))
}

/// By name in lower case, as they are spelled.
fn all(state: &State) -> BTreeMap<String, String> {
    let apps = state.apps.values().map(|app| &app.group);
    let accounts = state.storage.values().map(|account| &account.group);
    let components = state.telemetry.components.values().map(|component| &component.group);
    let workspaces = state.telemetry.workspaces.values().map(|workspace| &workspace.group);
    let identities = state.directory.identities.iter().map(|identity| &identity.group);
    let mut all = BTreeMap::new();
    for name in apps.chain(accounts).chain(components).chain(workspaces).chain(identities) {
        all.entry(name.to_lowercase()).or_insert_with(|| name.clone());
    }
    all
}

fn shown(state: &State, name: &str) -> Value {
    let place = first_app(state, name).map_or("West Europe", |app| app.location.as_str());
    json!({
        "id": format!("/subscriptions/{}/resourceGroups/{name}", state.subscription), "name": name,
        "type": "Microsoft.Resources/resourceGroups", "location": location(place),
        "properties": {"provisioningState": "Succeeded"},
    })
}

/// The first app of a group.
pub(super) fn first_app<'a>(state: &'a State, group: &str) -> Option<&'a App> {
    state.apps.values().find(|app| app.group.eq_ignore_ascii_case(group))
}

/// `West Europe` in the form in which the resource manager writes it.
pub(super) fn location(shown: &str) -> String {
    shown.to_lowercase().replace(' ', "")
}

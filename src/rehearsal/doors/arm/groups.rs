use serde_json::json;

use super::errors;
use crate::doors::{Incoming, Reply};
use crate::state::{App, State};

/// The groups of this world are those that something lies in (docs: Resource Groups, Get, 2021-04-01).
pub(super) fn answer(state: &State, incoming: &Incoming, name: &str) -> Reply {
    match (incoming.method.as_str(), first_app(state, name)) {
        ("GET", Some(app)) => Reply::json(
            200,
            &json!({
                "id": format!("/subscriptions/{}/resourceGroups/{}", state.subscription, app.group), "name": app.group,
                "type": "Microsoft.Resources/resourceGroups", "location": location(&app.location),
                "properties": {"provisioningState": "Succeeded"},
            }),
        ),
        ("GET", None) => {
            errors::gateway(404, "ResourceGroupNotFound", format!("Resource group '{name}' could not be found."))
        }
        _ => errors::gateway(404, "InvalidResourceType", "The resource type could not be found."),
    }
}

/// The first app of a group, which shows that there is one.
pub(super) fn first_app<'a>(state: &'a State, group: &str) -> Option<&'a App> {
    state.apps.values().find(|app| app.group.eq_ignore_ascii_case(group))
}

/// `West Europe` in the form in which the resource manager writes it.
pub(super) fn location(shown: &str) -> String {
    shown.to_lowercase().replace(' ', "")
}

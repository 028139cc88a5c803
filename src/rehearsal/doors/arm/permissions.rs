//! What the caller may do with a resource (docs: Permissions, List For Resource, 2022-04-01). Each principal of this world has one
//! role, assigned on the subscription, so it may do the same with every resource.

use serde_json::{Value, json};

use super::path::Resource;
use super::roles::permission;
use crate::doors::Reply;
use crate::state::{Principal, State};

/// Whether this is the question of a caller for its own rights on a site.
pub(super) fn is_asked(method: &http::Method, resource: &Resource) -> bool {
    let Resource::Site(path) = resource else { return false };
    *method == http::Method::GET && path.action() == "providers/microsoft.authorization/permissions"
}

/// The rights of the caller.
pub(super) fn list(state: &State, principal: &Principal) -> Reply {
    let app = state.directory.app(&principal.client_id);
    let value: Vec<Value> = app.iter().map(|app| permission([&app.actions, &app.data_actions])).collect();
    Reply::json(200, &json!({"value": value}))
}

use serde_json::json;

use super::{errors, site_json};
use crate::doors::{Incoming, Reply};
use crate::laws::locks::{Deed, refuses};
use crate::state::{Place, State};

/// The locks that hold for a site (facts: arm-calls; the schema of Microsoft.Authorization 2020-05-01).
pub(super) fn list(state: &State, place: &Place) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let id = site_json::id(state, app, &Place::new(&app.name, None));
    let locks: Vec<_> = app
        .lock
        .iter()
        .map(|lock| {
            json!({
                "properties": {"level": lock.level()}, "id": format!("{id}/providers/Microsoft.Authorization/locks/keep"),
                "type": "Microsoft.Authorization/locks", "name": "keep",
            })
        })
        .collect();
    Reply::json(200, &json!({"value": locks}))
}

/// The refusal of a request on a locked site.
pub(super) fn refused(state: &State, incoming: &Incoming, place: &Place) -> Option<Reply> {
    let app = state.app(&place.app)?;
    let deed = match incoming.method.as_str() {
        "GET" | "HEAD" => Deed::Read,
        "DELETE" => Deed::Delete,
        _ => Deed::Write,
    };
    let word = refuses(app.lock, deed)?;
    let (scope, locked) = (site_json::id(state, app, place), site_json::id(state, app, &Place::new(&app.name, None)));
    let message = format!(
        "The scope '{scope}' cannot perform {word} operation because following scope(s) are locked: '{locked}'. Please remove \
         the lock and try again."
    );
    Some(errors::gateway(409, "ScopeLocked", message))
}

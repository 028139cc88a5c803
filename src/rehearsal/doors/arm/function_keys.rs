use serde_json::json;

use super::{errors, site_json};
use crate::doors::{Incoming, Reply};
use crate::state::{Place, State};

/// `functions/{function}/keys/{name}`: PUT answers 201 for a new key and 200 for another value, DELETE 204, as for the keys of a host
/// (facts: arm-calls; docs: Web Apps, Create Or Update Function Secret).
pub(super) fn answer(state: &mut State, incoming: &Incoming, place: &Place, function: &str, name: &str) -> Reply {
    let known = state.side(place).and_then(|side| {
        side.moving
            .synced
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(function))
            .map(|known| known.name.clone())
    });
    let (Some(function), Some(side)) = (known, state.side_mut(place)) else {
        return errors::provider(404, "NotFound", "51004", format!("Cannot find Function with name {function}."));
    };
    let keys = side.keys.of_functions.entry(function.clone()).or_default();
    match incoming.method.as_str() {
        "DELETE" => {
            keys.remove(name);
            Reply::empty(204)
        }
        "PUT" => {
            let body = incoming.json().unwrap_or_default();
            let value = body["properties"]["value"].as_str().map(str::to_owned);
            let value = value.unwrap_or_else(|| format!("{}==", "0".repeat(54)));
            let status = if keys.insert(name.to_owned(), value.clone()).is_none() { 201 } else { 200 };
            let Some(app) = state.app(&place.app) else {
                return Reply::empty(404);
            };
            let id = format!("{}/functions/{function}/keys/{name}", site_json::id(state, app, place));
            let kind = format!("{}/functions/keys", site_json::kind(place));
            let properties = json!({"name": name, "value": value});
            Reply::json(
                status,
                &json!({"id": id, "name": name, "type": kind, "location": app.location, "properties": properties}),
            )
        }
        _ => errors::unknown(incoming),
    }
}

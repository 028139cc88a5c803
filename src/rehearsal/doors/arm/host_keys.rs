use serde_json::json;

use super::{errors, site_json};
use crate::doors::{Incoming, Reply};
use crate::state::{Place, State};

/// `host/default/functionKeys/{name}` and `systemKeys`: PUT answers 201 for a new key and 200 for
/// another value, DELETE 204 (facts: arm-calls; recorded).
pub(super) fn answer(state: &mut State, incoming: &Incoming, place: &Place, kind: &str, name: &str) -> Reply {
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    let (kind, keys) = if kind.eq_ignore_ascii_case("systemKeys") {
        ("systemKeys", &mut side.keys.system)
    } else {
        ("functionKeys", &mut side.keys.functions)
    };
    match incoming.method.as_str() {
        "DELETE" => {
            keys.remove(name);
            // It names a type for a body that it has not (recorded).
            Reply::body(204, "application/octet-stream", "")
        }
        "PUT" => {
            let body = incoming.json().unwrap_or_default();
            let value = body["properties"]["value"].as_str().map(str::to_owned);
            let value = value.unwrap_or_else(|| format!("{}==", "0".repeat(54)));
            let status = match keys.insert(name.to_owned(), value.clone()) {
                None => 201,
                Some(_) => 200,
            };
            let Some(app) = state.app(&place.app) else {
                return Reply::empty(404);
            };
            let resource = match place.slot {
                Some(_) => format!("Microsoft.Web/sites/slots/host/{kind}"),
                None => format!("Microsoft.Web/sites/host/{kind}"),
            };
            let id = format!("{}/host/default/{kind}/{name}", site_json::id(state, app, place));
            Reply::json(
                status,
                &json!({
                    "id": id, "name": name, "type": resource, "location": app.location,
                    "properties": {"name": name, "value": value},
                }),
            )
        }
        _ => errors::unknown(incoming),
    }
}

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
    // The master key is one, and cannot be deleted.
    if kind.eq_ignore_ascii_case("masterKey") {
        let value = incoming.json().and_then(|body| body["properties"]["value"].as_str().map(str::to_owned));
        let (Some(value), "PUT") = (value, incoming.method.as_str()) else { return errors::unknown(incoming) };
        side.keys.master = value.clone();
        return shown(state, place, ["masterKey", name, &value], 200);
    }
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
            shown(state, place, [kind, name, &value], status)
        }
        _ => errors::unknown(incoming),
    }
}

fn shown(state: &State, place: &Place, [kind, name, value]: [&str; 3], status: u16) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let id = format!("{}/host/default/{kind}/{name}", site_json::id(state, app, place));
    let resource = format!("{}/host/{kind}", site_json::kind(place));
    let properties = json!({"name": name, "value": value});
    Reply::json(
        status,
        &json!({"id": id, "name": name, "type": resource, "location": app.location, "properties": properties}),
    )
}

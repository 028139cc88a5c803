use std::collections::BTreeMap;

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
            let (value, status) = put(keys, incoming, name);
            shown(state, place, [kind, name, &value], status)
        }
        _ => errors::unknown(incoming),
    }
}

/// Sets a key to the value that is sent, or to one of its own; the value, and the status that tells whether it is new.
pub(super) fn put(keys: &mut BTreeMap<String, String>, incoming: &Incoming, name: &str) -> (String, u16) {
    let body = incoming.json().unwrap_or_default();
    let value = body["properties"]["value"].as_str().map(str::to_owned);
    let value = value.unwrap_or_else(|| format!("{}==", "0".repeat(54)));
    let status = if keys.insert(name.to_owned(), value.clone()).is_none() { 201 } else { 200 };
    (value, status)
}

fn shown(state: &State, place: &Place, [kind, name, value]: [&str; 3], status: u16) -> Reply {
    let at = [format!("host/default/{kind}"), format!("host/{kind}")];
    resource(state, place, at, [name, value], status)
}

/// A key as a resource, of which the parts of its id and of its type below the side's own are given.
pub(super) fn resource(
    state: &State,
    place: &Place,
    [at, kind]: [String; 2],
    [name, value]: [&str; 2],
    status: u16,
) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let id = format!("{}/{at}/{name}", site_json::id(state, app, place));
    let kind = format!("{}/{kind}", site_json::kind(place));
    let properties = json!({"name": name, "value": value});
    let body = json!({"id": id, "name": name, "type": kind, "location": app.location, "properties": properties});
    Reply::json(status, &body)
}

use serde_json::Value;

use super::site_json;
use crate::state::{Place, State};

/// The envelope that collections below a site have.
pub(super) fn envelope(state: &State, place: &Place, name: &str, properties: Value) -> Value {
    let app = state.app(&place.app);
    let id = app.map(|app| site_json::id(state, app, place)).unwrap_or_default();
    serde_json::json!({
        "id": format!("{id}/config/{name}"), "name": name, "type": "Microsoft.Web/sites/config",
        "location": app.map(|app| app.location.clone()), "properties": properties,
    })
}

use serde_json::{Value, json};

use super::site_json;
use crate::rehearsal::doors::Reply;
use crate::rehearsal::state::{Place, State};

/// One side.
pub fn get(state: &State, place: &Place) -> Reply {
    match state.app(&place.app).zip(state.side(place)) {
        // The tag of this one answer comes without quotes (recorded).
        Some((app, side)) => {
            Reply::json(200, &site_json::site(state, app, place, side)).header("etag", "1DCC90529ECA66B")
        }
        None => Reply::empty(404),
    }
}

/// All slots but production. The list says `siteMode` and `computeMode`, which GET on one leaves
/// null (recorded).
pub fn list_slots(state: &State, place: &Place) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let slots: Vec<Value> = app
        .slots
        .iter()
        .map(|(name, side)| {
            let mut shown = site_json::site(state, app, &Place::new(&app.name, Some(name)), side);
            shown["properties"]["siteMode"] = json!("Limited");
            shown["properties"]["computeMode"] = json!("Dedicated");
            shown
        })
        .collect();
    Reply::json(200, &json!({"value": slots, "nextLink": null, "id": null}))
}

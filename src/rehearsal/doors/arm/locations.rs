//! Regions of a subscription: those that something of this world lies in (docs: Subscriptions, List Locations, 2022-12-01).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::groups;
use crate::state::State;

fn all(state: &State) -> BTreeSet<&String> {
    let apps = state.apps.values().map(|app| &app.location);
    apps.chain(state.plans.values().map(|plan| &plan.location)).collect()
}

/// The same as regions in which apps may lie (docs: Microsoft.Web, List Geo Regions).
pub(super) fn geo_regions(state: &State) -> Vec<Value> {
    let shown = |display: &String| {
        json!({
            "id": format!("/subscriptions/{}/providers/Microsoft.Web/geoRegions/{display}", state.subscription), "name": display,
            "type": "Microsoft.Web/geoRegions",
            "properties": {"name": display, "description": null, "displayName": display, "orgDomain": "PUBLIC"},
        })
    };
    all(state).into_iter().map(shown).collect()
}

/// All of them.
pub(super) fn list(state: &State) -> Vec<Value> {
    let shown = |display: &String| {
        let name = groups::location(display);
        json!({
            "id": format!("/subscriptions/{}/locations/{name}", state.subscription), "name": name, "type": "Region",
            "displayName": display, "regionalDisplayName": display, "metadata": {"regionType": "Physical"},
        })
    };
    all(state).into_iter().map(shown).collect()
}

//! Regions of a subscription: those that something of this world lies in (docs: Subscriptions, List Locations, 2022-12-01).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::groups;
use crate::state::State;

/// All of them.
pub(super) fn list(state: &State) -> Vec<Value> {
    let apps = state.apps.values().map(|app| &app.location);
    let all: BTreeSet<&String> = apps.chain(state.plans.values().map(|plan| &plan.location)).collect();
    let shown = |display: &String| {
        let name = groups::location(display);
        json!({
            "id": format!("/subscriptions/{}/locations/{name}", state.subscription), "name": name, "type": "Region",
            "displayName": display, "regionalDisplayName": display, "metadata": {"regionType": "Physical"},
        })
    };
    all.into_iter().map(shown).collect()
}

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::path::SitePath;
use super::shown::Shown;
use super::{errors, site_json, sites, swap};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::site_body::SiteBody;
use crate::laws::slot_delete::{self, Refused};
use crate::laws::{site_names, slot_create};
use crate::state::{App, Place, State};

/// All slots but production. Since 2026 the gateway puts the list together, and says neither
/// `nextLink` nor `id` (recorded).
pub(super) fn list(state: &State, place: &Place) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let shown = |(name, side)| site_json::site(state, app, &Place::new(&app.name, Some(name)), side, Shown::InList);
    let slots: Vec<Value> = app.slots.iter().map(|(name, side)| shown((name.as_str(), side))).collect();
    Reply::json(200, &json!({"value": slots}))
}

/// Creates a slot, and answers 200 when it is there (recorded 31 times without a long-running operation).
pub(super) fn put(
    world: &World,
    state: &mut State,
    incoming: &Incoming,
    path: &SitePath,
    now: OffsetDateTime,
) -> Reply {
    let slot = path.slot.clone().unwrap_or_default();
    let parent = SitePath { slot: None, rest: Vec::new(), ..path.clone() };
    let Some(parent) = super::place::find(state, &parent) else {
        let message = "Failed to perform 'write' on resource(s) of type 'sites/slots', because the parent resource could not be found.";
        return errors::gateway(404, "ParentResourceNotFound", message);
    };
    let place = Place::new(&parent.app, Some(&slot));
    if state.side(&place).is_some() {
        return sites::write(world, state, incoming, &place, now);
    }
    if !site_names::is_slot(&slot) {
        let message = format!("The parameter name has an invalid value: {slot}.");
        return errors::provider(400, "BadRequest", "51021", message);
    }
    // Host names are everybody's: an app or another app's slot may have this one.
    let label = format!("{}-{slot}", parent.app);
    if state.apps.values().flat_map(App::places).any(|there| host_of(&there).eq_ignore_ascii_case(&label)) {
        return errors::provider(409, "Conflict", "54001", format!("Website with given name {label} already exists."));
    }
    // What is asked for is held against production, which a new slot is like.
    let mut change = match sites::change(state, incoming, &place, &parent, now) {
        Ok(change) => change,
        Err(refused) => return refused,
    };
    let has_block = incoming.json().is_some_and(|body| body["properties"]["siteConfig"].is_object());
    let settings = has_block.then(|| change.settings.take().unwrap_or_default());
    sites::under_lock(world, state, &parent.app, now, |state| create(world, state, &place, settings, change, now))
}

fn host_of(place: &Place) -> String {
    place.slot.as_ref().map_or_else(|| place.app.clone(), |slot| format!("{}-{slot}", place.app))
}

fn create(
    world: &World,
    state: &mut State,
    place: &Place,
    settings: Option<BTreeMap<String, String>>,
    change: SiteBody,
    now: OffsetDateTime,
) -> Reply {
    match slot_create::create(state, world.clock(), &place.app, place.slot_name(), settings, now) {
        Ok(()) => sites::changed(world, state, place, change, now),
        // Status and words are known from azure-functions-ux#1309, the number behind them is not.
        Err(refused) => {
            let message = format!(
                "Cannot complete the operation because the site will exceed the number of slots allowed for the '{}' SKU.",
                refused.tier
            );
            errors::provider(409, "Conflict", "51022", message)
        }
    }
}

/// Deletes a slot: 200, or 204 when there is none.
pub(super) fn delete(state: &mut State, path: &SitePath, now: OffsetDateTime) -> Reply {
    let slot = path.slot.clone().unwrap_or_default();
    match slot_delete::delete(state, &path.name, &slot) {
        Ok(()) => Reply::empty(200),
        Err(Refused::Absent) => Reply::empty(204),
        Err(Refused::Busy) => {
            let place = Place::new(&path.name, Some(&slot));
            let operation = state.side(&place).and_then(|side| side.operation.clone()).unwrap_or_default();
            swap::busy(state, &place, &operation, now)
        }
    }
}

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::path::SitePath;
use super::shown::Shown;
use super::{errors, site_json, sites, swap};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::slot_create::{self, Wanted};
use crate::laws::slot_delete::{self, Refused};
use crate::state::{Place, State};

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
    if !slot.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') || slot.eq_ignore_ascii_case("production") {
        return errors::provider(
            400,
            "BadRequest",
            "51021",
            format!("The parameter name has an invalid value: {slot}."),
        );
    }
    let body = incoming.json().unwrap_or_default();
    let block = &body["properties"]["siteConfig"];
    let wanted = Wanted {
        settings: block.is_object().then(|| settings(block)),
        tags: tags(&body),
        identity: body["identity"]["type"].as_str().is_some_and(|kind| kind.contains("SystemAssigned")),
    };
    sites::under_lock(world, state, &parent.app, now, |state| {
        create(world, state, &Place::new(&parent.app, Some(&slot)), wanted, now)
    })
}

fn create(world: &World, state: &mut State, place: &Place, wanted: Wanted, now: OffsetDateTime) -> Reply {
    if let Err(refused) = slot_create::create(state, world.clock(), &place.app, place.slot_name(), wanted, now) {
        // Status and words are known from azure-functions-ux#1309, the number behind them is not.
        let message = format!(
            "Cannot complete the operation because the site will exceed the number of slots allowed for the '{}' SKU.",
            refused.tier
        );
        return errors::provider(409, "Conflict", "51022", message);
    }
    match state.app(&place.app).zip(state.side(place)) {
        Some((app, side)) => Reply::json(200, &site_json::site(state, app, place, side, Shown::Written)),
        None => Reply::empty(404),
    }
}

/// `appSettings` of a `siteConfig` is a list of names and values.
fn settings(block: &Value) -> BTreeMap<String, String> {
    let list = block["appSettings"].as_array().into_iter().flatten();
    list.filter_map(|pair| Some((pair["name"].as_str()?.to_owned(), pair["value"].as_str()?.to_owned()))).collect()
}

fn tags(body: &Value) -> BTreeMap<String, String> {
    let tags = body["tags"].as_object().into_iter().flatten();
    tags.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
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

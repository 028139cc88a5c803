//! What stands around the apps: vaults, storage, telemetry, users, and providers that are not registered.

use time::OffsetDateTime;

use super::description::Description;
use super::well_formed::twice;
use super::{StrictMap, config_stores, data_resources, insights, storage, users, vaults};
use crate::state::{State, SwapTelling};

/// A minute is more than anything of this was ever seen to take.
const LONGEST: u64 = 60;

/// Builds what a description speaks of; what it does not is as in the default world.
pub(super) fn build(state: &mut State, description: &Description, now: OffsetDateTime) {
    state.unregistered = description.unregistered.iter().map(|provider| provider.to_lowercase()).collect();
    for (name, part) in &description.vaults.0 {
        state.vaults.insert(name.to_lowercase(), vaults::build(name, part));
    }
    for (name, part) in &description.config_stores.0 {
        state.config_stores.insert(name.to_lowercase(), config_stores::build(name, part));
    }
    for (name, part) in &description.data_resources.0 {
        state.data_resources.insert(name.to_lowercase(), data_resources::build(name, part));
    }
    if let Some(accounts) = &description.storage {
        state.storage.clear();
        for (name, part) in &accounts.0 {
            let account = storage::build(state, name, part, now);
            state.storage.insert(name.clone(), account);
        }
    }
    if let Some(components) = &description.insights {
        state.telemetry = Default::default();
        for (name, part) in &components.0 {
            insights::build(state, name, part);
        }
    }
    state.swap_telling = SwapTelling {
        hides_operations: description.hides_operations,
        stamps_at_the_end: description.stamps_swaps_at_the_end,
    };
    state.races = description.races;
    state.traffic.users = description.users.iter().map(|part| users::build(part, now)).collect();
}

/// Says all of it.
pub(super) fn say(state: &State, description: &mut Description) {
    description.unregistered = state.unregistered.iter().cloned().collect();
    let of_vaults = state.vaults.values().map(|vault| (vault.name.clone(), vaults::say(vault)));
    description.vaults = StrictMap(of_vaults.collect());
    let accounts = state.storage.iter().map(|(name, account)| (name.clone(), storage::say(account)));
    description.storage = Some(StrictMap(accounts.collect()));
    let stores = state.config_stores.values().map(|store| (store.name.clone(), config_stores::say(store)));
    description.config_stores = StrictMap(stores.collect());
    let resources = state.data_resources.values().map(|one| (one.name.clone(), data_resources::say(one)));
    description.data_resources = StrictMap(resources.collect());
    let components = state.telemetry.components.values();
    let components = components.map(|component| (component.name.clone(), insights::say(&state.telemetry, component)));
    description.insights = Some(StrictMap(components.collect()));
    description.hides_operations = state.swap_telling.hides_operations;
    description.stamps_swaps_at_the_end = state.swap_telling.stamps_at_the_end;
    description.races = state.races;
    description.users = state.traffic.users.iter().map(users::say).collect();
}

/// What of it cannot be.
pub(super) fn check(description: &Description, problems: &mut Vec<String>) {
    twice("vaults", description.vaults.0.keys(), problems);
    twice("config-stores", description.config_stores.0.keys(), problems);
    twice("data-resources", description.data_resources.0.keys(), problems);
    for (name, part) in description.storage.iter().flat_map(|accounts| &accounts.0) {
        storage::check(&format!("storage.{name}"), part, problems);
    }
    if let Some(components) = &description.insights {
        twice("insights", components.0.keys(), problems);
    }
    let races = description.races;
    for (name, seconds) in [("instances-apart", races.instances_apart), ("swap-stamp-late", races.swap_stamp_late)] {
        if seconds > LONGEST {
            problems.push(format!("races.{name}: more than {LONGEST} seconds are no race"));
        }
    }
    for users in &description.users {
        let app = description.apps.0.iter().find(|(name, _)| name.eq_ignore_ascii_case(&users.app));
        let has = |slot: &String| {
            app.is_some_and(|(_, app)| app.slots.0.keys().any(|there| there.eq_ignore_ascii_case(slot)))
        };
        match &users.slot {
            _ if app.is_none() => problems.push(format!("users.app: no app `{}` is described", users.app)),
            Some(slot) if !has(slot) => problems.push(format!("users.slot: `{}` has no slot `{slot}`", users.app)),
            _ => {}
        }
    }
}

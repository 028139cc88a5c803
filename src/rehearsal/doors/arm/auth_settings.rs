//! `config/authsettingsV2`: whether the platform signs users in before the app sees them (swagger WebApps.json 2023-12-01,
//! `SiteAuthSettingsV2`; facts: sign-in-by-the-platform). A PUT replaces all of it.

use time::OffsetDateTime;

use super::envelope::envelope;
use super::errors;
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::settings;
use crate::laws::site_auth::{self, Wrong};
use crate::state::{Place, State};

/// The settings.
pub(super) fn get(state: &State, place: &Place) -> Reply {
    let properties = state.side(place).map(site_auth::settings).unwrap_or_default();
    Reply::json(200, &envelope(state, place, "authsettingsV2", properties))
}

/// Writes them.
pub(super) fn put(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let body = incoming.json().unwrap_or_default();
    match site_auth::check(&body["properties"]) {
        Ok(()) => {}
        Err(Wrong::Malformed(name)) => return errors::invalid(&name),
        Err(Wrong::NotSimulated(name)) => return errors::not_simulated(format!("config/authsettingsV2 with {name}")),
    }
    if let Some(side) = state.side_mut(place) {
        side.config.auth = Some(body["properties"].clone());
    }
    settings::configured(state, world.clock(), place, vec!["authsettingsV2".to_owned()], now);
    get(state, place)
}

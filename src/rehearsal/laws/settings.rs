//! A write of settings replaces the whole collection and restarts app and SCM site, as all writes to the configuration of a site do: the SCM site shows
//! the old settings for a while, then is away, then shows the new ones (azure-wire §3.6).

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::restart;
use crate::rehearsal::clock::Clock;
use crate::rehearsal::latency;
use crate::rehearsal::state::{Effect, Place, State};

/// A setting's value: names are read without regard to case.
pub fn get<'a>(settings: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    settings.iter().find(|(there, _)| there.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Whether a switch among them is on.
pub fn is_on(settings: &BTreeMap<String, String>, name: &str) -> bool {
    get(settings, name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
}

/// Replaces the settings of `place`.
pub fn write(state: &mut State, clock: &Clock, place: &Place, settings: BTreeMap<String, String>, at: OffsetDateTime) {
    let Some(side) = state.side_mut(place) else {
        return;
    };
    let names = settings.keys().cloned().collect();
    let old = std::mem::replace(&mut side.settings, settings);
    written(state, clock, place, names, old, at);
}

/// Something else of these names was written to the configuration of `place`, which restarts both as well.
pub fn configured(state: &mut State, clock: &Clock, place: &Place, names: Vec<String>, at: OffsetDateTime) {
    if let Some(settings) = state.side(place).map(|side| side.settings.clone()) {
        written(state, clock, place, names, settings, at);
    }
}

/// The SCM site shows `old` settings until it is restarted.
fn written(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    names: Vec<String>,
    old: BTreeMap<String, String>,
    at: OffsetDateTime,
) {
    let away = at + clock.latency(latency::SETTINGS_SHOW_OLD);
    if let Some(side) = state.side_mut(place) {
        side.scm_restart = Some((old, away, away + clock.latency(latency::SCM_RESTART)));
        side.modified = at;
    }
    let effect = Effect::SettingsWritten { app: place.app.clone(), slot: place.slot_name().to_owned(), names };
    state.note(at, effect);
    restart::restart(state, clock, place, at);
}

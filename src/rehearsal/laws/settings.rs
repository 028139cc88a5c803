//! A write of settings replaces the whole collection and restarts app and SCM site, as all writes to the configuration of a site do: the SCM site shows
//! the old settings for a while, then is away, then shows the new ones (facts: settings-restart).

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::{content_share, restart};
use crate::clock::Clock;
use crate::latency;
use crate::state::{Effect, Place, State};

/// Replaces the settings of `place`.
pub fn write(state: &mut State, clock: &Clock, place: &Place, settings: BTreeMap<String, String>, at: OffsetDateTime) {
    let Some(side) = state.side_mut(place) else {
        return;
    };
    let settings = with_one_of_each(settings);
    let names = settings.keys().cloned().collect();
    let old = std::mem::replace(&mut side.settings, settings);
    content_share::join(state, place);
    written(state, clock, place, names, old, at);
}

/// Names are read without regard to case, so that of two that differ in nothing else one is kept: the last. Which one Azure keeps
/// is not recorded.
fn with_one_of_each(settings: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let by_name: BTreeMap<String, (String, String)> =
        settings.into_iter().map(|(name, value)| (name.to_lowercase(), (name, value))).collect();
    by_name.into_values().collect()
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

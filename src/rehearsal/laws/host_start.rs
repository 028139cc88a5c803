//! A process starts, then the host in it loads the app. State Error still answers 200 on the status
//! page, with `errors` (azure-wire §4).

use time::OffsetDateTime;

use super::scripted::Script;
use super::settings::get;
use super::{host_id, key_vault_reference, listeners, run_from_package, telemetry};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::latency;
use crate::rehearsal::state::{Content, Event, HostState, Instance, State};

/// The process of an instance starts.
pub fn process(state: &mut State, clock: &Clock, instance: &str, at: OffsetDateTime) {
    give(state, instance);
    let Some(found) = instance_mut(state, instance) else {
        return;
    };
    found.0.started = at;
    found.0.state = HostState::Starting;
    run_from_package::mount(state, instance, at);
    let event = Event::HostLoads { instance: instance.to_owned() };
    state.agenda.plan(at + clock.latency(latency::HOST_START), event);
}

/// A process is given its settings, with the secrets that it may read in place of references.
pub fn give(state: &mut State, id: &str) {
    let given = listeners::instance(state, id)
        .map(|(_, side, found)| key_vault_reference::given(state, side, listeners::configured(side, found)));
    if let Some((found, _)) = instance_mut(state, id) {
        found.given = given.unwrap_or_default();
    }
}

/// The host has loaded the app and begins to listen, or failed to.
pub fn load(state: &mut State, id: &str, at: OffsetDateTime) {
    let (collision, lacks) = (collision(state, id), lacks(state, id));
    let Some((instance, content)) = instance_mut(state, id) else {
        return;
    };
    if run_from_package::has_failed(content) {
        instance.state = HostState::Absent;
        let event = Event::ProcessStarts { instance: id.to_owned() };
        // The platform takes its time, however fast this world is.
        return state.agenda.plan(at + latency::HOST_STARTED_AGAIN, event);
    }
    instance.state = match startup_error(content).or(collision).or(lacks) {
        Some(error) => HostState::Error(error),
        None => HostState::Running,
    };
    if let HostState::Error(error) = &instance.state {
        let error = error.clone();
        telemetry::host_failed(state, id, &error, at);
    }
    listeners::start(state, id, at);
}

fn collision(state: &State, id: &str) -> Option<String> {
    let (place, side, instance) = listeners::instance(state, id)?;
    state.app(&place.app).filter(|app| app.is_function_app())?;
    host_id::collision(state, &place, &listeners::settings(side, instance))
}

/// A scripted app that looks for its settings when it starts, as real ones do, says which one is missing or is still the text
/// of a reference.
fn lacks(state: &State, id: &str) -> Option<String> {
    let (_, side, instance) = listeners::instance(state, id)?;
    let settings = listeners::settings(side, instance);
    let needs = Script::of(side.moving.wwwroot()).needs();
    let missing = needs.into_iter().find(|name| get(&settings, name).is_none_or(key_vault_reference::is_reference))?;
    Some(format!("The setting '{missing}' has no value, or is a reference that was not resolved."))
}

/// Why a host cannot load this content, if it cannot.
pub fn startup_error(content: &Content) -> Option<String> {
    if let Some(host) = content.get("host.json")
        && let Err(error) = serde_json::from_slice::<serde_json::Value>(&host.bytes)
    {
        return Some(format!("The host.json file content is invalid (AZFD0009): {error}"));
    }
    // What a scripted app is told to do when it starts.
    Script::of(content).startup_error().map(str::to_owned)
}

fn instance_mut<'a>(state: &'a mut State, id: &str) -> Option<(&'a mut Instance, &'a Content)> {
    for app in state.apps.values_mut() {
        for side in std::iter::once(&mut app.production).chain(app.slots.values_mut()) {
            let moving = &mut side.moving;
            if let Some(instance) = moving.host.instances.iter_mut().find(|instance| instance.id == id) {
                return Some((instance, moving.host.mounted.as_ref().unwrap_or(&moving.content)));
            }
        }
    }
    None
}

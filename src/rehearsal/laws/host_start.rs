//! A process starts, then the host in it loads the app. State Error still answers 200 on the status
//! page, with `errors` (azure-wire §4).

use time::OffsetDateTime;

use super::scripted::Script;
use super::{host_id, listeners, run_from_package};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::latency;
use crate::rehearsal::state::{Content, Event, HostState, Instance, State};

/// The process of an instance starts.
pub fn process(state: &mut State, clock: &Clock, instance: &str, at: OffsetDateTime) {
    let Some(found) = instance_mut(state, instance) else {
        return;
    };
    found.0.started = at;
    found.0.state = HostState::Starting;
    run_from_package::mount(state, instance, at);
    let event = Event::HostLoads { instance: instance.to_owned() };
    state.agenda.plan(at + clock.latency(latency::HOST_START), event);
}

/// The host has loaded the app and begins to listen, or failed to.
pub fn load(state: &mut State, id: &str, at: OffsetDateTime) {
    let collision = collision(state, id);
    let Some((instance, content)) = instance_mut(state, id) else {
        return;
    };
    if run_from_package::has_failed(content) {
        instance.state = HostState::Absent;
        let event = Event::ProcessStarts { instance: id.to_owned() };
        // The platform takes its time, however fast this world is.
        return state.agenda.plan(at + latency::HOST_STARTED_AGAIN, event);
    }
    instance.state = match startup_error(content).or(collision) {
        Some(error) => HostState::Error(error),
        None => HostState::Running,
    };
    listeners::start(state, id, at);
}

fn collision(state: &State, id: &str) -> Option<String> {
    let (place, side, instance) = listeners::instance(state, id)?;
    state.app(&place.app).filter(|app| app.is_function_app())?;
    host_id::collision(state, &place, listeners::settings(side, instance))
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

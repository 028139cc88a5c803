//! A process starts, then the host in it loads the app. State Error still answers 200 on the status
//! page, with `errors` (facts: functions-host).

use time::OffsetDateTime;

use super::functions::Indexed;
use super::scripted::Script;
use super::{
    app_configuration_reference, custom_handler_file, functions, host_files, host_id, key_vault_reference, listeners,
    run_from_package, task_hub, telemetry, timers,
};
use crate::clock::Clock;
use crate::latency;
use crate::state::settings::{Settings, get};
use crate::state::{App, Content, Effect, Event, HostState, Instance, Place, Platform, State};

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
    let given = state.instance(id).map(|(_, side, found)| {
        let settings = side.configured_for(found);
        let mut given = key_vault_reference::given(state, side, settings);
        given.extend(app_configuration_reference::given(state, side, settings));
        given
    });
    if let Some((found, _)) = instance_mut(state, id) {
        found.given = given.unwrap_or_default();
    }
}

/// The host has loaded the app and begins to listen, or failed to.
pub fn load(state: &mut State, id: &str, at: OffsetDateTime) {
    let (collision, lacks, hub) = (collision(state, id), lacks(state, id), task_hub::refusal(state, id));
    let Some((place, side, found)) = state.instance(id) else {
        return;
    };
    let is_function_app = state.app(&place.app).is_some_and(App::is_function_app);
    let settings = side.settings_of(found).into_owned();
    let platform = state.platform(&place.app);
    let Some((instance, content)) = instance_mut(state, id) else {
        return;
    };
    if run_from_package::has_failed(content) {
        instance.state = HostState::Absent;
        let event = Event::ProcessStarts { instance: id.to_owned() };
        // The platform takes its time, however fast this world is.
        return state.agenda.plan(at + latency::HOST_STARTED_AGAIN, event);
    }
    let indexed = if is_function_app { functions::index(content, &settings) } else { Indexed::default() };
    let own = if is_function_app { unable(content, &indexed, platform) } else { scripted_error(content) };
    instance.state = match own.or(collision).or(hub).or(lacks) {
        Some(error) => HostState::Error(error),
        None => HostState::Running,
    };
    match instance.state.clone() {
        HostState::Error(error) => {
            telemetry::host_failed(state, id, &error, at);
            log(state, &place, vec![error], at);
        }
        _ => {
            telemetry::functions_left_out(state, id, &indexed.words, at);
            log(state, &place, indexed.words, at);
        }
    }
    listen(state, id, at);
}

/// What a host logs when it loads less than there is belongs to what happened.
fn log(state: &mut State, place: &Place, words: Vec<String>, at: OffsetDateTime) {
    if !words.is_empty() {
        state.note(at, Effect::HostLogged { app: place.app.clone(), slot: place.slot_name().to_owned(), words });
    }
}

/// An instance has come up: it looks at its queues at once, and its timers are planned. (The
/// queue listener's first look has no delay: azure-webjobs-sdk, `QueueListener`.)
pub fn listen(state: &mut State, id: &str, at: OffsetDateTime) {
    let Some((_, side, found)) = state.instance(id) else {
        return;
    };
    let settings = side.settings_of(found);
    let (mut queues, mut dead) = (Vec::new(), Vec::new());
    for function in listeners::functions(side, found) {
        let on_queue = function.trigger().is_some_and(listeners::listens_to_queue);
        match listeners::queue(&function, &settings) {
            Some(queue) => queues.push(queue),
            None if on_queue => dead.push(function.name),
            None => {}
        }
    }
    for function in dead {
        telemetry::listener_failed(state, id, &function, at);
    }
    for queue in queues {
        state.agenda.plan(at, Event::QueueLooked { queue });
    }
    timers::plan(state, id, at);
}

/// All hosts that run already begin to listen: for a world that is made, not grown.
pub fn listen_all(state: &mut State, at: OffsetDateTime) {
    for instance in state.instances() {
        give(state, &instance);
        listen(state, &instance, at);
    }
}

fn collision(state: &State, id: &str) -> Option<String> {
    let (place, side, instance) = state.instance(id)?;
    state.app(&place.app).filter(|app| app.is_function_app())?;
    host_id::collision(state, &place, &side.settings_of(instance))
}

/// A scripted app that looks for its settings when it starts, as real ones do, says which one is missing or is still the text
/// of a reference.
fn lacks(state: &State, id: &str) -> Option<String> {
    let (_, side, instance) = state.instance(id)?;
    let settings = side.settings_of(instance);
    let needs = Script::of(side.moving.wwwroot()).needs();
    let is_reference =
        |value: &str| key_vault_reference::is_reference(value) || app_configuration_reference::is_reference(value);
    let missing = needs.into_iter().find(|name| get(&settings, name).is_none_or(is_reference))?;
    Some(format!("The setting '{missing}' has no value, or is a reference that was not resolved."))
}

/// Why a host with these settings cannot load this content, if it cannot.
pub fn startup_error(content: &Content, settings: &Settings, platform: Platform) -> Option<String> {
    unable(content, &functions::index(content, settings), platform)
}

fn unable(content: &Content, indexed: &Indexed, platform: Platform) -> Option<String> {
    let host = match host_files::host_json(content) {
        Ok(host) => host,
        Err(error) => return Some(error),
    };
    let by_files = || custom_handler_file::refusal(content, &host, platform);
    scripted_error(content).or_else(by_files).or_else(|| indexed.refusal.clone())
}

/// What a scripted app is told to do when it starts.
fn scripted_error(content: &Content) -> Option<String> {
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

//! A host that drains stops its listeners and lets what runs come to its end; it goes on answering requests. It is one process
//! that drains, so a restart ends it, and so does `resume`, which starts the host in it anew (facts: slots-are-live;
//! azure-functions-host `HostController`).

use time::OffsetDateTime;

use super::host_start;
use crate::state::{Effect, Place, State};

/// How far a host has come with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drain {
    /// It does not drain.
    Disabled,
    /// Executions go on.
    InProgress(usize),
    /// Nothing runs any more.
    Completed,
}

/// An instance takes no new events from now on.
pub fn begin(state: &mut State, place: &Place, instance: &str, at: OffsetDateTime) {
    if state.events.draining.insert(instance.to_owned()) {
        note(state, place, true, at);
    }
}

/// It takes them again.
pub fn resume(state: &mut State, place: &Place, instance: &str, at: OffsetDateTime) {
    if state.events.draining.remove(instance) {
        note(state, place, false, at);
        host_start::listen(state, instance, at);
    }
}

/// How it stands.
pub fn status(state: &State, instance: &str) -> Drain {
    let running = state.events.executions.values().filter(|execution| execution.instance == instance).count();
    match (state.events.draining.contains(instance), running) {
        (false, _) => Drain::Disabled,
        (true, 0) => Drain::Completed,
        (true, running) => Drain::InProgress(running),
    }
}

fn note(state: &mut State, place: &Place, draining: bool, at: OffsetDateTime) {
    let effect = Effect::DrainChanged { app: place.app.clone(), slot: place.slot_name().to_owned(), draining };
    state.note(at, effect);
}

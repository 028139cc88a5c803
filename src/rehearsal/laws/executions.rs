//! Functions at work on events. A host that restarts or stops takes them with it: running functions
//! are ended by a swap and by any restart (facts: swap-order; the current Functions documentation,
//! against an older page).

use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::scripted::Script;
use super::{queues, telemetry};
use crate::clock::Clock;
use crate::latency;
use crate::state::{Effect, Event, Execution, Place, State};

/// What an execution begins with.
pub struct Begun {
    /// `queue:account/queue` or `timer:function`
    pub source: String,
    /// The id of the message, or the time that was due.
    pub id: String,
    /// What the message says.
    pub message: String,
}

/// A function begins to work on an event.
pub fn begin(
    state: &mut State,
    clock: &Clock,
    place: &Place,
    instance: &str,
    function: &str,
    event: Begun,
    at: OffsetDateTime,
) {
    let Some(content) = state.side(place).map(|side| side.moving.wwwroot()) else {
        return;
    };
    let takes = Script::of(content).takes(function).unwrap_or(latency::INVOCATION);
    let effect = Effect::EventConsumed {
        source: event.source.clone(),
        id: event.id.clone(),
        message: event.message,
        app: place.app.clone(),
        slot: place.slot_name().to_owned(),
        function: function.to_owned(),
        content: content.mark(),
    };
    state.note(at, effect);
    let execution = state.new_guid();
    let running = Execution {
        place: place.clone(),
        instance: instance.to_owned(),
        function: function.to_owned(),
        source: event.source,
        message: event.id,
        began: at,
    };
    state.events.executions.insert(execution.clone(), running);
    state.agenda.plan(at + clock.latency(takes), Event::ExecutionEnds { execution });
}

/// An execution ends by itself, if it was not cut.
pub fn end(state: &mut State, id: &str, at: OffsetDateTime) {
    let Some(ended) = state.events.executions.remove(id) else { return };
    let took = Duration::try_from(at - ended.began).unwrap_or_default();
    telemetry::executed(state, &ended.place, &ended.function, ended.began, took);
    if let Some(queue) = ended.source.strip_prefix("queue:") {
        queues::done(state, queue, &ended.message, at);
    }
}

/// The instances are gone, and with them all that ran on them.
pub fn cut(state: &mut State, clock: &Clock, gone: &[String], at: OffsetDateTime) {
    let executions = std::mem::take(&mut state.events.executions);
    let (cut, stay): (BTreeMap<_, _>, BTreeMap<_, _>) =
        executions.into_iter().partition(|(_, execution)| gone.contains(&execution.instance));
    state.events.executions = stay;
    for execution in cut.into_values() {
        if let Some(queue) = execution.source.strip_prefix("queue:") {
            queues::give_back(state, clock, queue, &execution.message, at);
        }
        let effect = Effect::ExecutionCut {
            source: execution.source,
            id: execution.message,
            app: execution.place.app.clone(),
            slot: execution.place.slot_name().to_owned(),
            function: execution.function,
        };
        state.note(at, effect);
    }
}

//! Functions at work on events. A host that restarts or stops takes them with it: running functions
//! are ended by a swap and by any restart (facts: swap-order; the current Functions documentation,
//! against an older page). One that throws has not done its work: a queue's message is tried again, a timer waits for its
//! next time.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::scripted::Script;
use super::{queues, telemetry};
use crate::clock::Clock;
use crate::faults::{Seen, What, striking};
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
    let script = Script::of(content);
    let (takes, throws) =
        (script.takes(function).unwrap_or(latency::INVOCATION), script.throws(function, &event.message));
    let content = content.mark();
    let throws = throws || has_fault(state, place, function);
    let effect = Effect::EventConsumed {
        source: event.source.clone(),
        id: event.id.clone(),
        message: event.message,
        app: place.app.clone(),
        slot: place.slot_name().to_owned(),
        function: function.to_owned(),
        content: content.clone(),
    };
    state.note(at, effect);
    let execution = state.new_guid();
    let running = Execution {
        place: place.clone(),
        instance: instance.to_owned(),
        function: function.to_owned(),
        source: event.source,
        message: event.id,
        content,
        throws,
        began: at,
    };
    state.events.executions.insert(execution.clone(), running);
    state.agenda.plan(at + clock.latency(takes), Event::ExecutionEnds { execution });
}

/// Whether a fault makes it throw: `law:execution`, the function as path.
fn has_fault(state: &mut State, place: &Place, function: &str) -> bool {
    let switched = state.switched();
    let seen = Seen {
        service: "law:execution",
        method: "",
        path: function,
        slot: Some(place.slot_name()),
        after_swap: switched > 0,
        while_swapped: switched % 2 == 1,
    };
    matches!(striking(&mut state.faults, &seen), Some(What::Fails { .. }))
}

/// An execution ends by itself, if it was not cut.
pub fn end(state: &mut State, clock: &Clock, id: &str, at: OffsetDateTime) {
    let Some(ended) = state.events.executions.remove(id) else { return };
    telemetry::executed(state, &ended, at);
    let queue = ended.source.strip_prefix("queue:");
    match queue {
        Some(queue) if ended.throws => queues::failed(state, clock, queue, &ended.message, at),
        Some(queue) => queues::done(state, queue, &ended.message, at),
        None => {}
    }
    if ended.throws {
        let effect = Effect::ExecutionFailed {
            source: ended.source,
            id: ended.message,
            app: ended.place.app.clone(),
            slot: ended.place.slot_name().to_owned(),
            function: ended.function,
            content: ended.content,
        };
        state.note(at, effect);
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

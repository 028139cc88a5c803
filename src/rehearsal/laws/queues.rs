//! Queues: a message goes to one of those who listen at that moment. While its function
//! runs nobody else sees it; when the function's host dies, it comes back after a while, and
//! after some tries it goes to the poison queue; how long and how many is `queue_kind`'s part (azure-webjobs-sdk, `QueueListener` and
//! `QueueProcessor`; Microsoft Learn, host.json reference: `batchSize` 16, `newBatchThreshold` 8,
//! `maxDequeueCount` 5).

use time::OffsetDateTime;

use super::listeners::{Listener, on_queue};
use super::{executions, queue_kind};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::state::{Effect, Event, Message, State};

/// Puts a message into a queue, which is made when it is not there, and returns its id.
pub fn put(state: &mut State, clock: &Clock, queue: &str, text: &str, at: OffsetDateTime) -> String {
    let (id, name) = (state.new_guid(), queue.to_lowercase());
    let message = Message { id: id.clone(), text: text.to_owned(), visible_from: at, taken: 0 };
    state.events.queues.entry(name.clone()).or_default().messages.push(message);
    state.agenda.plan(at + clock.latency(queue_kind::of(queue).noticed_after), Event::QueueLooked { queue: name });
    id
}

/// The listeners look at a queue and take what they see, in turns.
pub fn look(state: &mut State, clock: &Clock, name: &str, at: OffsetDateTime) {
    let listeners = on_queue(state, name);
    while let Some(listener) = next_taker(state, name, &listeners) {
        let Some(message) = take(state, name, &listener.instance, at) else {
            return;
        };
        if message.taken > queue_kind::of(name).tries {
            poison(state, clock, name, message, at);
            continue;
        }
        let event = executions::Begun { source: source(name), id: message.id, message: message.text };
        executions::begin(state, clock, &listener.place, &listener.instance, &listener.function.name, event, at);
    }
}

/// A function has done its work on a message.
pub fn done(state: &mut State, name: &str, message: &str, at: OffsetDateTime) {
    if let Some(queue) = state.events.queue_mut(name) {
        queue.messages.retain(|there| there.id != message);
    }
    state.agenda.plan(at, Event::QueueLooked { queue: name.to_owned() });
}

/// A function was cut while it worked on a message, which comes back when its time of invisibility
/// is over.
pub fn give_back(state: &mut State, clock: &Clock, name: &str, message: &str, at: OffsetDateTime) {
    let visible = at + clock.latency(queue_kind::of(name).returns_after);
    if let Some(queue) = state.events.queue_mut(name)
        && let Some(there) = queue.messages.iter_mut().find(|there| there.id == message)
    {
        there.visible_from = visible;
        state.agenda.plan(visible, Event::QueueLooked { queue: name.to_owned() });
    }
}

/// What executions call a queue.
pub fn source(name: &str) -> String {
    format!("queue:{name}")
}

/// The one after the last who took something, among those who have hands free.
fn next_taker<'a>(state: &State, name: &str, listeners: &'a [Listener]) -> Option<&'a Listener> {
    let at_once = queue_kind::of(name).at_once;
    let busy = |listener: &Listener| {
        let own = state.events.executions.values().filter(|execution| {
            execution.instance == listener.instance && execution.function == listener.function.name
        });
        own.count() >= at_once
    };
    let last = state.events.queues.get(name)?.last_taker.as_deref().unwrap_or_default();
    let (before, after): (Vec<&Listener>, Vec<&Listener>) =
        listeners.iter().partition(|listener| listener.instance.as_str() <= last);
    after.into_iter().chain(before).find(|listener| !busy(listener))
}

fn take(state: &mut State, name: &str, instance: &str, at: OffsetDateTime) -> Option<Message> {
    let events = &mut state.events;
    let held = |message: &Message| events.executions.values().any(|execution| execution.message == message.id);
    let queue = events.queues.get_mut(name)?;
    let message = queue.messages.iter_mut().find(|message| message.visible_from <= at && !held(message))?;
    message.taken += 1;
    queue.last_taker = Some(instance.to_owned());
    Some(message.clone())
}

fn poison(state: &mut State, clock: &Clock, name: &str, message: Message, at: OffsetDateTime) {
    if let Some(queue) = state.events.queue_mut(name) {
        queue.messages.retain(|there| there.id != message.id);
    }
    put(state, clock, &queue_kind::dead_letters(name), &message.text, at);
    state.note(at, Effect::MessagePoisoned { source: source(name), id: message.id, message: message.text });
}

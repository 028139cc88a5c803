//! Messages in queues. While a function works on a message nobody else sees it. When the function's host dies, the message comes
//! back after a while; how long that takes is `queue_kind`'s part. Who takes a message is `queue_look`'s.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::queue_kind;
use crate::clock::Clock;
use crate::state::{Effect, Event, Message, State};

/// Puts a message into a queue, which is made when it is not there, and returns its id.
pub fn put(state: &mut State, clock: &Clock, queue: &str, text: &str, at: OffsetDateTime) -> String {
    let (id, name) = (state.new_guid(), queue.to_lowercase());
    let message = Message { id: id.clone(), text: text.to_owned(), visible_from: at, taken: 0 };
    state.events.queues.entry(name.clone()).or_default().messages.push(message);
    state.agenda.plan(at + clock.latency(queue_kind::of(queue).noticed_after), Event::QueueLooked { queue: name });
    id
}

/// A message that says when it came, and the next one after `every`.
pub fn come(state: &mut State, clock: &Clock, queue: String, every: Duration, at: OffsetDateTime) {
    put(state, clock, &queue, &at.format(&Rfc3339).unwrap_or_default(), at);
    state.agenda.plan(at + every, Event::MessageComes { queue, every });
}

/// A function has done its work on a message.
pub fn done(state: &mut State, name: &str, message: &str, at: OffsetDateTime) {
    if let Some(queue) = state.events.queue_mut(name) {
        queue.messages.retain(|there| there.id != message);
    }
    state.agenda.plan(at, Event::QueueLooked { queue: name.to_owned() });
}

/// A function threw on a message, which is visible again at once, and after its last try is put where messages end that were
/// tried too often (facts: failed-executions; azure-webjobs-sdk, `QueueProcessor`).
pub fn failed(state: &mut State, clock: &Clock, name: &str, message: &str, at: OffsetDateTime) {
    let Some(queue) = state.events.queue_mut(name) else { return };
    let Some(there) = queue.messages.iter_mut().find(|there| there.id == message) else { return };
    if there.taken >= queue_kind::of(name).tries {
        let message = there.clone();
        return poison(state, clock, name, message, at);
    }
    there.visible_from = at;
    state.agenda.plan(at, Event::QueueLooked { queue: name.to_owned() });
}

/// A message was tried too often.
pub fn poison(state: &mut State, clock: &Clock, name: &str, message: Message, at: OffsetDateTime) {
    if let Some(queue) = state.events.queue_mut(name) {
        queue.messages.retain(|there| there.id != message.id);
    }
    put(state, clock, &queue_kind::dead_letters(name), &message.text, at);
    state.note(at, Effect::MessagePoisoned { source: source(name), id: message.id, message: message.text });
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

//! Messages in queues. While a function works on a message nobody else sees it. When the function's host dies, the message comes
//! back after a while; how long that takes is `queue_kind`'s part. Who takes a message is `queue_look`'s.

use time::OffsetDateTime;

use super::queue_kind;
use crate::clock::Clock;
use crate::state::{Event, Message, State};

/// Puts a message into a queue, which is made when it is not there, and returns its id.
pub fn put(state: &mut State, clock: &Clock, queue: &str, text: &str, at: OffsetDateTime) -> String {
    let (id, name) = (state.new_guid(), queue.to_lowercase());
    let message = Message { id: id.clone(), text: text.to_owned(), visible_from: at, taken: 0 };
    state.events.queues.entry(name.clone()).or_default().messages.push(message);
    state.agenda.plan(at + clock.latency(queue_kind::of(queue).noticed_after), Event::QueueLooked { queue: name });
    id
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

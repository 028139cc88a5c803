//! Listeners look at their queue: a message goes to one of those who listen at that moment. After some tries it goes to the
//! poison queue; how many is `queue_kind`'s part (azure-webjobs-sdk, `QueueListener` and `QueueProcessor`; Microsoft Learn,
//! host.json reference: `batchSize` 16, `newBatchThreshold` 8, `maxDequeueCount` 5).

use time::OffsetDateTime;

use super::listeners::{Listener, on_queue};
use super::queues::{poison, source};
use super::{executions, queue_kind};
use crate::clock::Clock;
use crate::state::{Message, State};

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

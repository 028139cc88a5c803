use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::Place;

/// What starts functions besides requests, and what runs because of it.
#[derive(Debug, Clone, Default)]
pub struct EventSources {
    /// Queues by `account/queue`, or by `namespace/queue` of a Service Bus, in lower case.
    pub queues: BTreeMap<String, Queue>,
    /// Executions that go on, by id.
    pub executions: BTreeMap<String, Execution>,
    /// Instances whose hosts were told to take no new events. A process that ends takes that with it.
    pub draining: BTreeSet<String>,
}

/// A queue.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    /// Its messages, oldest first.
    pub messages: Vec<Message>,
    /// The instance that took the last one: listeners on one queue take turns.
    pub last_taker: Option<String>,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Nobody sees it before.
    pub visible_from: OffsetDateTime,
    /// How often it was taken.
    pub taken: u32,
}

/// A function at work on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Execution {
    /// Where it began; its host may have moved since.
    pub place: Place,
    /// The instance it runs on.
    pub instance: String,
    /// The function.
    pub function: String,
    /// Where the event came from: `queue:account/queue` or `timer:function`.
    pub source: String,
    /// The message's id, or the time that a timer was due.
    pub message: String,
    /// The content that its host had loaded.
    pub content: String,
    /// Whether it will throw.
    pub throws: bool,
    /// When it began.
    pub began: OffsetDateTime,
}

impl EventSources {
    /// The queue of this name, when it is there.
    pub fn queue_mut(&mut self, name: &str) -> Option<&mut Queue> {
        self.queues.get_mut(&name.to_lowercase())
    }
}

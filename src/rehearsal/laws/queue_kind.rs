//! What tells queues of a Service Bus from those of a storage account: their messages are handed out at once, not looked for, and
//! are tried more often (Microsoft Learn, "Azure Service Bus trigger for Azure Functions": `maxConcurrentCalls` 16; "Message
//! transfers, locks, and settlement": a lock of a minute; "Overview of Service Bus dead-letter queues": ten deliveries). A topic's
//! subscription is a queue of its own. Event Hubs deliver nothing in this world.

use std::time::Duration;

use crate::latency;

/// How messages are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueKind {
    /// So long after it came a message is seen by those who listen already.
    pub noticed_after: Duration,
    /// So many messages one function works on at once on one instance.
    pub at_once: usize,
    /// So often a message is tried.
    pub tries: u32,
    /// A message whose function died is seen again after this long.
    pub returns_after: Duration,
    dead_letters: &'static str,
}

const STORAGE: QueueKind = QueueKind {
    noticed_after: latency::QUEUE_POLL,
    // `batchSize` and `newBatchThreshold` together.
    at_once: 24,
    tries: 5,
    returns_after: latency::QUEUE_INVISIBLE,
    dead_letters: "-poison",
};

const SERVICE_BUS: QueueKind = QueueKind {
    noticed_after: Duration::ZERO,
    at_once: 16,
    tries: 10,
    returns_after: latency::SERVICE_BUS_LOCK,
    dead_letters: "/$deadletterqueue",
};

/// The kind of a queue by its name: storage accounts have a name without dots, namespaces of a Service Bus a whole host name.
pub fn of(name: &str) -> QueueKind {
    if name.split('/').next().is_some_and(|owner| owner.contains('.')) { SERVICE_BUS } else { STORAGE }
}

/// Whether this names a queue: `account/queue`, or a namespace with a queue or with a topic and its subscription.
pub fn is_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    parts.len() == 2 || parts.len() > 2 && parts[0].contains('.')
}

/// Where messages of this queue end that were tried too often.
pub fn dead_letters(name: &str) -> String {
    format!("{name}{}", of(name).dead_letters)
}

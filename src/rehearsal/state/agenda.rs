use std::collections::BTreeMap;
use std::time::Duration;

use time::OffsetDateTime;

use super::{BlobAddress, Place};

/// Something that happens by itself at its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The real id of a deployment replaces its temporary one.
    DeploymentNamed {
        /// Where.
        place: Place,
        /// Which.
        deployment: String,
    },
    /// A deployment's files reach wwwroot and it ends.
    DeploymentEnds {
        /// Where.
        place: Place,
        /// Which.
        deployment: String,
    },
    /// A site package is named that is to be mounted from now on, and its deployment ends.
    PackageNamed {
        /// Where.
        place: Place,
        /// Which deployment.
        deployment: String,
    },
    /// The process of an instance starts.
    ProcessStarts {
        /// Which instance; it is found on whatever side it is then.
        instance: String,
    },
    /// The host in it has loaded the app, or failed to.
    HostLoads {
        /// Which instance.
        instance: String,
    },
    /// The platform syncs triggers on its own.
    BackgroundSync {
        /// Where.
        place: Place,
    },
    /// Those who listen to a queue look at it.
    QueueLooked {
        /// The queue, as `account/queue`.
        queue: String,
    },
    /// Somebody puts a message into a queue, and does so again and again.
    MessageComes {
        /// The queue, as `account/queue`.
        queue: String,
        /// How often.
        every: Duration,
    },
    /// Timers of an instance are due.
    TimersDue {
        /// Which instance.
        instance: String,
    },
    /// A function has worked long enough.
    ExecutionEnds {
        /// The execution.
        execution: String,
    },
    /// A copy operation of the blob service ends.
    CopyEnds {
        /// Its target.
        target: BlobAddress,
        /// The operation.
        copy: String,
    },
    /// A swap goes on to its next step.
    SwapStep {
        /// The operation.
        operation: String,
    },
    /// `slotSwapStatus` is written, later than the swap.
    SwapStamped {
        /// The operation.
        operation: String,
        /// When routing was switched.
        switched: OffsetDateTime,
    },
    /// A host restarts by itself.
    HostRestarts {
        /// Where.
        place: Place,
    },
    /// The platform takes a completed swap back by itself.
    SwapPutBack {
        /// The operation that made it.
        operation: String,
    },
}

/// What is to happen, by its time and then by the order it was planned.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    events: BTreeMap<(OffsetDateTime, u64), Event>,
    planned: u64,
}

impl Agenda {
    /// Plans an event.
    pub fn plan(&mut self, at: OffsetDateTime, event: Event) {
        self.planned += 1;
        self.events.insert((at, self.planned), event);
    }

    /// Takes the next event that is due at `now`.
    pub fn due(&mut self, now: OffsetDateTime) -> Option<(OffsetDateTime, Event)> {
        let entry = self.events.first_entry().filter(|entry| entry.key().0 <= now)?;
        let ((at, _), event) = entry.remove_entry();
        Some((at, event))
    }

    /// When the next event is due.
    pub fn next(&self) -> Option<OffsetDateTime> {
        self.events.keys().next().map(|(at, _)| *at)
    }
}

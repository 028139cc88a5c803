//! Moments within a release, at which it can be cut short.

use std::time::Duration;

use slot_deploy::record::{Phase, PhaseEntry, ReleaseRecord};
use tokio::sync::OnceCell;

use crate::support::Rehearsal;

/// How an undisturbed release went: each is the same.
static UNDISTURBED: OnceCell<ReleaseRecord> = OnceCell::const_new();

/// The time from the start of the release to the middle of this entry.
pub fn middle(record: &ReleaseRecord, entry: &PhaseEntry) -> Duration {
    Duration::from_secs_f64((entry.started - record.started).as_seconds_f64() + entry.seconds / 2.0)
}

/// The time from the start of an undisturbed release to the middle of this phase.
pub async fn middle_of(phase: Phase) -> Duration {
    let record = UNDISTURBED.get_or_init(async || Rehearsal::new().run().await.record).await;
    middle(record, record.phases.iter().find(|entry| entry.name == phase).unwrap())
}

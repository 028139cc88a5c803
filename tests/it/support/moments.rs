//! Moments within a release, at which it can be cut short.

use std::time::Duration;

use slot_deploy::record::{Outcome, Phase, PhaseEntry, ReleaseRecord};
use tokio::sync::OnceCell;

use crate::support::{Post, Rehearsal, Told};

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

/// What a release is cut short by in the middle of these phases, and what its post-step said.
pub async fn cut_short(set: impl Fn() -> Rehearsal, kill: bool) -> Vec<(Phase, Told)> {
    let told = set().run().await;
    let mut all = Vec::new();
    for phase in [Phase::Prove, Phase::Probe] {
        let entry = told.record.phases.iter().find(|entry| entry.name == phase).unwrap();
        let moment = middle(&told.record, entry);
        let Post { told: after, log, .. } = if kill {
            set().killed_after(moment).await.post(true).await
        } else {
            let cancelled = set().cancelled_after(moment).await;
            assert_eq!(cancelled.outcome(), Outcome::Aborted, "{phase}: {}", cancelled.log);
            cancelled.post().await
        };
        let after = after.unwrap_or_else(|| panic!("{phase}: {log}"));
        assert_eq!((after.outcome(), after.swaps()), (Outcome::Aborted, 0), "{phase}: {}", after.log);
        all.push((phase, after));
    }
    all
}

//! Cut short while the old version is seen to: the release is verified, and the post-step finishes it.

use rehearsal::default_world::{APP, SLOT};
use slot_deploy::record::{Outcome, Phase};

use super::{power, shared_queue};
use crate::support::moments::middle;
use crate::support::{Post, Rehearsal};

fn stopping() -> Rehearsal {
    shared_queue().input("after", "stop")
}

async fn moment() -> std::time::Duration {
    let clean = stopping().run().await;
    let entry = clean.record.phases.iter().find(|entry| entry.name == Phase::OldVersion).unwrap();
    middle(&clean.record, entry)
}

#[tokio::test(start_paused = true)]
async fn killed_while_the_slot_is_stopped_the_release_stays_verified_and_the_post_step_stops_it() {
    let Post { told, log, .. } = stopping().killed_after(moment().await).await.post(true).await;
    let told = told.unwrap_or_else(|| panic!("{log}"));
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(!told.world.state().app(APP).unwrap().slots[SLOT].running);
    assert_eq!((power(&told.effects()), told.swaps()), (vec!["stop"], 1));
}

#[tokio::test(start_paused = true)]
async fn cancelled_while_the_slot_is_stopped_the_release_stays_verified() {
    let cancelled = stopping().cancelled_after(moment().await).await;
    assert_eq!((cancelled.outcome(), cancelled.ending.exit_code), (Outcome::Verified, 0), "{}", cancelled.log);
    let Post { told, log, .. } = cancelled.post().await;
    let told = told.unwrap_or_else(|| panic!("{log}"));
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(!told.world.state().app(APP).unwrap().slots[SLOT].running);
}

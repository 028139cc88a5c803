//! Azure takes a swap back by itself, and says nothing: that is noticed at once, and during the watch.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use slot_deploy::record::{Outcome, Phase};
use slot_deploy::rehearsal::faults::{Fault, What, Where};
use slot_deploy::rehearsal::state::Effect;
use support::{Rehearsal, Told};

fn law(what: What) -> Fault {
    Fault::new(Where::service("law:swap"), what)
}

fn put_back(told: &Told) -> usize {
    told.effects().iter().filter(|effect| matches!(effect, Effect::SwapPutBack { .. })).count()
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_is_reported_as_done_and_was_not_made_is_asked_for_again_and_then_given_up() {
    let once = Rehearsal::new().with_fault(law(What::NoEffect).times(1)).run().await;
    assert_eq!((once.outcome(), once.swaps()), (Outcome::Verified, 1), "{}", once.record.reason);

    let told = Rehearsal::new().with_fault(law(What::NoEffect)).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "swap-reverted"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
    assert_ne!(told.production(), told.digest());
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_takes_back_at_once_is_rolled_back_since_production_served_the_release() {
    let told = Rehearsal::new().with_fault(law(What::PutBack { seconds: 5 })).run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::RolledBack, 20), "{}", told.record.reason);
    assert_eq!((told.swaps(), put_back(&told)), (1, 1), "we did not swap once more");
    assert!(told.record.reason.contains("Azure, or somebody, put back"), "{}", told.record.reason);
    assert_ne!(told.production(), told.digest());
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_takes_back_during_the_watch_is_noticed_at_the_next_looks() {
    for seconds in [60, 200, 500] {
        let told = Rehearsal::new().with_fault(law(What::PutBack { seconds })).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 1), "{seconds}: {}", told.record.reason);
        assert!(told.record.reason.contains("Azure, or somebody, put back"), "{seconds}: {}", told.record.reason);
        let watched = told.record.watch.as_ref().unwrap().watched_seconds;
        assert!(watched < seconds + 120, "put back after {seconds} s, noticed after {watched} s");
        assert_ne!(told.production(), told.digest());
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_step_tells_a_swap_that_was_put_back_from_one_that_was_never_made() {
    let clean = Rehearsal::new().run().await;
    let swap = clean.record.phases.iter().find(|entry| entry.name == Phase::Swap).unwrap();
    let moment = (swap.started - clean.record.started).as_seconds_f64() + swap.seconds / 2.0;
    let killed = Rehearsal::new()
        .with_fault(law(What::PutBack { seconds: 5 }))
        .killed_after(Duration::from_secs_f64(moment))
        .await;
    let told = killed.post(true).await.told.unwrap();
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 1), "{}", told.record.reason);
}

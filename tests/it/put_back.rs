//! Azure reverts a swap by itself without a report; that is noticed at once and during the watch.

use crate::support::moments::middle_of;
use crate::support::{Rehearsal, Told};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use slot_deploy::record::{Outcome, Phase};

fn law(what: What) -> Fault {
    Fault::new(Where::service("law:swap"), what)
}

fn put_back(told: &Told) -> usize {
    told.effects().iter().filter(|effect| matches!(effect, Effect::SwapPutBack { .. })).count()
}

#[tokio::test(start_paused = true)]
async fn a_swap_reported_as_done_without_effect_is_requested_once_more_and_then_abandoned() {
    let once = Rehearsal::new().with_fault(law(What::NoEffect).times(1)).run().await;
    assert_eq!((once.outcome(), once.swaps()), (Outcome::Verified, 1), "{}", once.record.reason);

    let told = Rehearsal::new().with_fault(law(What::NoEffect)).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "swap-reverted"), "{}", told.record.reason);
    assert_eq!(told.swaps(), 0);
    assert_ne!(told.production(), told.digest());
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_reverts_at_once_ends_rolled_back_because_production_served_the_release() {
    let told = Rehearsal::new().with_fault(law(What::PutBack { seconds: 5 })).run().await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::RolledBack, 20), "{}", told.record.reason);
    assert_eq!((told.swaps(), put_back(&told)), (1, 1), "we did not swap once more");
    assert!(told.record.reason.contains("Azure or another client restored"), "{}", told.record.reason);
    assert_ne!(told.production(), told.digest());
}

#[tokio::test(start_paused = true)]
async fn a_swap_that_azure_reverts_during_the_watch_is_noticed_at_the_next_measurements() {
    for seconds in [60, 200, 500] {
        let told = Rehearsal::new().with_fault(law(What::PutBack { seconds })).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 1), "{seconds}: {}", told.record.reason);
        assert!(told.record.reason.contains("Azure or another client restored"), "{seconds}: {}", told.record.reason);
        let watched = told.record.watch.as_ref().unwrap().watched_seconds;
        assert!(watched < seconds + 120, "put back after {seconds} s, noticed after {watched} s");
        assert_ne!(told.production(), told.digest());
    }
}

#[tokio::test(start_paused = true)]
async fn the_post_step_distinguishes_a_reverted_swap_from_one_that_was_never_made() {
    let killed =
        Rehearsal::new().with_fault(law(What::PutBack { seconds: 5 })).killed_after(middle_of(Phase::Swap).await).await;
    let told = killed.post(true).await.told.unwrap();
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 1), "{}", told.record.reason);
}

//! Right before the swap is requested it is read what goes to production; and what arrived wrong is decided without waiting.

use crate::support::meddler::{is_swap, meddle};
use crate::support::{Rehearsal, TestApp};
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::Effect;
use slot_deploy::record::Outcome;

/// The file by which content names itself.
const STAMP: &str = "/release.json";

#[tokio::test(start_paused = true)]
async fn the_last_reads_before_the_swap_are_what_the_slot_holds_and_both_resources() {
    for way in ["direct", "preview"] {
        let rehearsal = Rehearsal::new();
        let rehearsal = if way == "preview" { rehearsal.input("swap", way) } else { rehearsal };
        let told = rehearsal.run().await;
        assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
        let state = told.world.state();
        let asked: Vec<String> = state.requests.iter().map(|one| format!("{} {}", one.method, one.path)).collect();
        let swap = asked.iter().position(|one| one.starts_with("POST") && one.ends_with("/slotsswap")).unwrap();
        let look = asked[..swap].iter().rposition(|one| one.contains("/staging/") && one.ends_with(STAMP)).unwrap();
        let between = &asked[look + 1..swap];
        assert!(
            matches!(between, [target, slot] if target.ends_with("/sites/shop-orders") && slot.ends_with("/slots/staging")),
            "{way}: {between:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn content_that_came_in_between_is_taken_back_without_waiting_for_the_whole_limit() {
    let rehearsal = Rehearsal::new();
    let begun = |effect: &Effect| matches!(effect, Effect::SwapBegun { .. });
    let meddler = meddle(&rehearsal.world, begun, 0, |state| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.moving.content = TestApp::new("somebody else's").content();
        slot.moving.kudu.deployments[0].id = "somebody-else".to_owned();
    });
    let told = rehearsal.run().await;
    meddler.has_meddled();
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.record.reason);
    let state = told.world.state();
    let swaps: Vec<_> = state.effects.iter().filter(|entry| is_swap(&entry.effect)).map(|entry| entry.at).collect();
    let served = swaps[1] - swaps[0];
    assert!(served < std::time::Duration::from_secs(180), "users had it for {served}");
}

//! The guard that keeps a post-step from a swap back that it cannot finish.

use std::time::Duration;

use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use time::OffsetDateTime;

use crate::support::invariants::broken_in_the_world;
use crate::support::meddler::until;
use crate::support::plays::{BROKEN, plan};
use crate::support::trial::{Said, Seen, observe};

/// The runner ends a job so long after it was cancelled (facts: cancel).
const RUNNERS_LIMIT: Duration = Duration::from_secs(300);

/// Azure answers so slowly that time runs out.
fn slow() -> Fault {
    let at = Where::service("arm").method("GET").path(r"/sites/shop-orders(\?|$)").after_swap();
    Fault::new(at, What::Delay { seconds: 18 })
}

/// Cuts a run right after its swap request and reconciles it with or without knowledge of the time limit; returns when it had
/// to be finished.
fn reconciled(knows_his_limit: bool) -> (Seen, OffsetDateTime) {
    let mut end = None;
    let seen = observe(BROKEN.set, async |rehearsal| {
        let world = rehearsal.world.clone();
        let killed = rehearsal.with_fault(slow()).killed_when(until(
            &world,
            |effect| matches!(effect, Effect::SwapBegun { .. }),
            0,
        ));
        let Ok(killed) = killed.await else { panic!("it had ended by then") };
        end = Some(world.clock().now() + RUNNERS_LIMIT);
        let told = if knows_his_limit {
            killed.post(true).await.told
        } else {
            // A separate job has no time limit; this one runs as the post-step.
            let late = tokio::time::sleep(RUNNERS_LIMIT);
            killed.lost().killed_when(late).await.err().map(|told| *told)
        };
        told.iter().map(Said::of).collect()
    });
    (seen.unwrap(), end.unwrap())
}

#[test]
fn without_the_time_guard_production_is_swapped_after_the_last_chance_to_verify() {
    let (seen, end) = reconciled(true);
    let found = broken_in_the_world(&plan(&BROKEN.undisturbed()), &seen);
    let said = seen.said.last().unwrap();
    assert!(found.is_empty(), "{found:?}");
    assert!(seen.ended < end, "it ended at {}, and the runner had ended it at {end}", seen.ended);
    assert_eq!(said.code, "rollback-refused-time-left", "{}", said.reason);
    assert_eq!(seen.swaps(), 1);

    let (seen, _) = reconciled(false);
    let requested = seen.effects.iter().filter(|entry| matches!(entry.effect, Effect::SwapBegun { .. })).count();
    let caught = usize::from(requested == 2 && seen.said.is_empty());
    println!("guard=time-left caught={caught}");
    assert_eq!(caught, 1, "{requested} swaps, and it said {:?}", seen.said.last().map(|said| &said.reason));
}

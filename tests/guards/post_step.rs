//! The guard that keeps a post-step from a swap back that it would not live to see.

use std::time::Duration;

use slot_deploy::rehearsal::faults::{Fault, What, Where};
use slot_deploy::rehearsal::state::Effect;
use time::OffsetDateTime;

use crate::invariants::broken_in_the_world;
use crate::plays::{BROKEN, plan};
use crate::support::meddler::{is_swap, until};
use crate::trial::{Said, Seen, observe};

/// The runner ends a job so long after it was cancelled (github-contract §2.4).
const RUNNERS_LIMIT: Duration = Duration::from_secs(300);

/// Azure answers so slowly that the time gets short.
fn slow() -> Fault {
    let at = Where::service("arm").method("GET").path(r"/sites/shop-orders(\?|$)").after_swap();
    Fault::new(at, What::Delay { seconds: 20 })
}

/// Cut off right after its swap was asked for, and then reconciled by one who knows his limit, or does not; and when he had
/// to be gone.
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
        let told = match knows_his_limit {
            true => killed.post(true).await.told,
            // A job of its own has as much time as it wants; but this one is the post-step's.
            false => {
                let late = tokio::time::sleep(RUNNERS_LIMIT);
                killed.lost().killed_when(late).await.err().map(|told| *told)
            }
        };
        told.iter().map(Said::of).collect()
    });
    (seen.unwrap(), end.unwrap())
}

#[test]
fn without_the_guard_of_the_time_production_is_swapped_when_nobody_is_left_to_look() {
    let (seen, end) = reconciled(true);
    let found = broken_in_the_world(&plan(&BROKEN.undisturbed()), &seen);
    let said = seen.said.last().unwrap();
    assert!(found.is_empty(), "{found:?}");
    assert!(seen.ended < end, "it ended at {}, and the runner had ended it at {end}", seen.ended);
    assert_eq!(said.code, "rollback-refused-time-left", "{}", said.reason);
    assert_eq!(seen.swaps(), 1);

    let (seen, end) = reconciled(false);
    let late = seen.effects.iter().filter(|entry| is_swap(&entry.effect) && entry.at > end).count();
    println!("guard=time-left caught={late}");
    assert!(late > 0, "{:?}", seen.said.last().map(|said| &said.reason));
}

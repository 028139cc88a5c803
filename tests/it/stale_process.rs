//! The proof that deployed content also runs is held against the whole time that an answer may have travelled.

use std::time::Duration;

use crate::support::Rehearsal;
use crate::support::meddler::until;
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Effect;
use slot_deploy::record::Outcome;

fn is_delivery(effect: &Effect) -> bool {
    matches!(effect, Effect::ContentDeployed { .. })
}

/// The platform did not restart the slot for the new content: its processes are older than that.
pub async fn processes_stay(world: World) {
    until(&world, is_delivery, 0).await;
    let old = world.clock().now() - Duration::from_secs(15);
    for _ in 0..150 {
        for instance in &mut world.state().app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap().moving.host.instances {
            instance.started = instance.started.min(old);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_travels_slowly_does_not_make_an_old_process_look_young() {
    for seconds in [0, 30] {
        let late = Fault::new(Where::service("arm").path("admin/host/status"), What::Delay { seconds });
        let rehearsal = Rehearsal::new().with_fault(late);
        let stays = tokio::spawn(processes_stay(rehearsal.world.clone()));
        let told = rehearsal.run().await;
        stays.await.unwrap();
        let restarts = told
            .journal()
            .iter()
            .filter(|line| line["data"]["change"] == "restart" && line["event"] == "intent")
            .count();
        assert_eq!((told.outcome(), restarts), (Outcome::Verified, 1), "{seconds} s: {}", told.log);
    }
}

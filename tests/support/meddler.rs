//! Somebody else, who changes the world while a release goes on.

use std::time::Duration;

use slot_deploy::rehearsal::World;
use slot_deploy::rehearsal::state::{Effect, State};
use tokio_util::task::AbortOnDropHandle;

/// He looks this often.
const POLL: Duration = Duration::from_millis(200);

/// Somebody who waits for his moment; he is gone when the test is.
#[must_use]
pub struct Meddler(AbortOnDropHandle<()>);

/// So long after the first effect of this kind somebody changes the world, once.
pub fn meddle(
    world: &World,
    after: fn(&Effect) -> bool,
    seconds: u64,
    change: impl FnOnce(&mut State) + Send + 'static,
) -> Meddler {
    let world = world.clone();
    Meddler(AbortOnDropHandle::new(tokio::spawn(async move {
        until(&world, after, seconds).await;
        change(&mut world.state());
    })))
}

/// Until it is so long after the first effect of this kind.
pub async fn until(world: &World, after: fn(&Effect) -> bool, seconds: u64) {
    loop {
        let first = world.state().effects.iter().find(|entry| after(&entry.effect)).map(|entry| entry.at);
        if first.is_some_and(|at| world.clock().now() - at >= Duration::from_secs(seconds)) {
            return;
        }
        tokio::time::sleep(POLL).await;
    }
}

impl Meddler {
    /// His moment has come, and he did it.
    pub fn has_meddled(self) {
        assert!(self.0.is_finished(), "what was to happen meanwhile never happened");
    }
}

/// Routing was switched.
pub fn is_swap(effect: &Effect) -> bool {
    matches!(effect, Effect::Swapped { .. })
}

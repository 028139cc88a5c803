//! Another client that changes the world during a release.

use std::time::Duration;

use rehearsal::World;
use rehearsal::state::{Effect, State};
use tokio_util::task::AbortOnDropHandle;

/// How often it checks.
const POLL: Duration = Duration::from_millis(200);

/// A task that waits for its moment; it ends with the test.
#[must_use]
pub struct Meddler(AbortOnDropHandle<()>);

/// Changes the world once, so long after the first effect of this kind.
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
    /// The change was made.
    pub fn has_meddled(self) {
        assert!(self.0.is_finished(), "what was to happen meanwhile never happened");
    }
}

/// Routing was switched.
pub fn is_swap(effect: &Effect) -> bool {
    matches!(effect, Effect::Swapped { .. })
}

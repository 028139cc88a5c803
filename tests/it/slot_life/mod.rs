//! The slot's life: triggers are held while it is staged, and the old version is held or stopped once the release is verified. Asked of
//! the effects of the world.

mod cut_short;
mod held;
mod old_version;
mod stopped;

use std::time::Duration;

use rehearsal::World;
use rehearsal::default_world::{SLOT, STORAGE};
use rehearsal::laws::queues;
use rehearsal::state::Effect;
use serde_json::json;
use tokio_util::task::AbortOnDropHandle;

use crate::support::{COMMIT, Rehearsal, TestApp, Told};

/// The setting that holds the function of [`app`].
pub const OFF: &str = "AzureWebJobs.Take.Disabled";

/// An app with a function that takes orders.
pub fn app(commit: &str) -> TestApp {
    let queue =
        json!({"type": "queueTrigger", "direction": "in", "queueName": "orders", "connection": "OrdersStorage"});
    TestApp::new(commit).function("Take", queue)
}

/// Both sides take the same orders, and nothing holds the slot back.
pub fn shared_queue() -> Rehearsal {
    Rehearsal::of(&app(COMMIT), &app("former"))
}

/// Orders come until the test ends.
pub fn orders(world: &World) -> AbortOnDropHandle<()> {
    let world = world.clone();
    AbortOnDropHandle::new(tokio::spawn(async move {
        for number in 0.. {
            let now = world.clock().now();
            let (queue, order) = (format!("{STORAGE}/orders"), format!("order {number}"));
            queues::put(&mut world.state(), world.clock(), &queue, &order, now);
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    }))
}

/// Releases while orders come.
pub async fn busy(rehearsal: Rehearsal) -> Told {
    let _coming = orders(&rehearsal.world);
    rehearsal.run().await
}

/// Where the first such effect stands among all.
pub fn first(effects: &[Effect], is_it: impl Fn(&Effect) -> bool) -> Option<usize> {
    effects.iter().position(is_it)
}

/// The sides that took an order, in this part of the effects, each with what it ran.
pub fn takers(effects: &[Effect]) -> Vec<(&str, &str)> {
    let taken = effects.iter().filter_map(|effect| match effect {
        Effect::EventConsumed { slot, content, .. } => Some((slot.as_str(), content.as_str())),
        _ => None,
    });
    taken.collect()
}

pub fn is_swap_begun(effect: &Effect) -> bool {
    matches!(effect, Effect::SwapBegun { .. })
}

pub fn is_delivered(effect: &Effect) -> bool {
    matches!(effect, Effect::ContentDeployed { slot, .. } if slot == SLOT)
}

/// What was done to the power of the slot, in order.
pub fn power(effects: &[Effect]) -> Vec<&str> {
    let changed = effects.iter().filter_map(|effect| match effect {
        Effect::PowerChanged { slot, how, .. } if slot == SLOT => Some(how.as_str()),
        _ => None,
    });
    changed.collect()
}

/// How often settings of a side were written.
pub fn written(effects: &[Effect], side: &str) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::SettingsWritten { slot, .. } if slot == side)).count()
}

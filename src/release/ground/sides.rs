use std::time::Duration;

use crate::azure::{Arm, AzureError, Side, Site, measured};
use crate::record::shell_line;

/// The two sides of a release.
#[derive(Clone)]
pub struct Sides {
    /// The control plane.
    pub arm: Arm,
    /// The side that serves users.
    pub production: Side,
    /// The side that is deployed to.
    pub slot: Side,
}

/// The resources of both sides before and after another read: contents that were read during a swap are not from one moment.
/// `None` is a resource that could not be read.
pub struct Around {
    target: [Option<Site>; 2],
    slot: [Option<Site>; 2],
}

impl Around {
    /// Whether an operation on one of the sides was in progress or completed in between; `None` when that could not be read.
    pub fn in_progress(&self) -> Option<bool> {
        let all = || self.target.iter().chain(&self.slot);
        if all().flatten().any(|site| site.swap.operation.is_some()) {
            return Some(true);
        }
        let [Some(first), Some(last)] = &self.target else { return None };
        if first.swap.stamp != last.swap.stamp { Some(true) } else { all().all(Option::is_some).then_some(false) }
    }

    /// The operation that Azure named as in progress on one of the sides.
    pub fn operation(&self) -> Option<String> {
        self.target.iter().chain(&self.slot).flatten().find_map(|site| site.swap.operation.clone())
    }

    /// The target as it was at the end.
    pub fn target(&self) -> Option<&Site> {
        self.target[1].as_ref()
    }

    /// The slot as it was at the end.
    pub fn slot(&self) -> Option<&Site> {
        self.slot[1].as_ref()
    }
}

impl Sides {
    /// Reads something between two reads of both resources. Neither has a long wait, since such reads are repeated; and a
    /// slot that did not answer the first time is not read again.
    pub async fn around<T>(&self, reading: impl Future<Output = T>) -> (T, Around) {
        let glance = async |side: &Side| measured(side.glance()).await.ok();
        let first = tokio::join!(glance(&self.production), glance(&self.slot));
        let read = reading.await;
        let slot_again = async {
            match &first.1 {
                Some(_) => glance(&self.slot).await,
                None => None,
            }
        };
        let (last_target, last_slot) = tokio::join!(glance(&self.production), slot_again);
        (read, Around { target: [first.0, last_target], slot: [first.1, last_slot] })
    }

    /// The same sides for looks, of which none is worth a wait.
    pub fn glancing(&self, patience: Duration) -> Self {
        let (production, slot) = (self.production.glancing(patience), self.slot.glancing(patience));
        Self { arm: self.arm.clone(), production, slot }
    }

    /// The same sides for one of several readings: no question takes longer than this.
    pub fn hurried(&self, limit: Duration) -> Self {
        let (production, slot) = (self.production.hurried(limit), self.slot.hurried(limit));
        Self { arm: self.arm.clone(), production, slot }
    }

    /// Both resources, production's first.
    pub async fn sites(&self) -> Result<(Site, Site), AzureError> {
        // On the heap: a release is a deep future already.
        tokio::try_join!(Box::pin(self.production.site()), Box::pin(self.slot.site()))
    }

    /// The command that swaps the two sides, for a person to run.
    pub fn swap_command(&self) -> String {
        self.swap_command_with(&[])
    }

    /// The same, with more arguments.
    pub fn swap_command_with(&self, rest: &[&str]) -> String {
        let (slot, target) = (self.slot.at(), self.production.at());
        let names = ["--slot", slot.slot_name(), "--target-slot", target.slot_name()];
        slot.app.command("functionapp deployment slot swap", names.into_iter().chain(rest.iter().copied()))
    }
}

/// The command that swaps these two sides of an app.
pub(in crate::release) fn swap_command(app: &str, group: &str, slot: &str, target: &str) -> String {
    let names = ["--name", app, "--resource-group", group, "--slot", slot, "--target-slot", target];
    shell_line("az functionapp deployment slot swap".split(' ').chain(names))
}

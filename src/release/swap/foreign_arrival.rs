use std::time::Duration;

use super::fence::SlotTraces;
use super::read_back::Reading;
use crate::azure::{Scm, parse_stamp};
use crate::release::run::RunOnSides;

/// Two clocks of Azure agree within this time.
const CLOCKS: Duration = Duration::from_secs(30);

impl RunOnSides {
    /// Whether production's unexpected content came there by the swap: another client deployed it to the slot before. A
    /// history of deployments moves with its content, so it shows a deployment that is not the one that was there at the fence
    /// and had ended before Azure swapped. What was deployed to production itself, or changed in place, is not taken away.
    pub async fn came_by_the_swap(&self, reading: &Reading, at_the_fence: &SlotTraces) -> bool {
        let swapped = reading.stamp.as_deref().and_then(parse_stamp);
        let history = self.sides.production.scm.deployments(Scm::ONE_LOOK).await;
        let (Some(swapped), Ok(history), Some(ours)) = (swapped, history, &at_the_fence.deployment) else {
            return false;
        };
        let active = history.iter().find(|deployment| deployment.active);
        let is_settled = history
            .iter()
            .all(|deployment| deployment.complete && deployment.ended.is_some_and(|ended| ended + CLOCKS < swapped));
        is_settled && active.is_some_and(|active| active.id != *ours)
    }
}

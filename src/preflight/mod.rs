//! What is looked at before anything is changed: one file per check.
//!
//! [`Survey`] reads, the checks judge. A new check is a file with a [`Check`] in it and a line in
//! [`CHECKS`].

mod auto_swap;
mod both_running;
mod disabled_stays;
mod function_app;
mod key_storage;
mod live_triggers;
mod lock;
mod pending_operation;
mod plan_has_slots;
mod prepared_swap;
mod preview_site_auth;
mod preview_triggers;
mod production_healthy;
mod production_readable;
mod slot_exists;
mod slot_reachable;
mod survey;

pub use live_triggers::find as find_live_triggers;
pub use preview_triggers::find as find_preview_triggers;
pub use survey::{PreviewSurvey, Reach, SlotSurvey, Survey};

use crate::record::Finding;

/// One check.
pub trait Check: Sync {
    /// Its name, in kebab-case.
    fn id(&self) -> &'static str;

    /// What it finds. `None` when the question does not arise, as for a slot that does not exist.
    fn look(&self, survey: &Survey) -> Option<Finding>;
}

/// All checks, in the order they are shown.
pub const CHECKS: &[&dyn Check] = &[
    &function_app::FunctionApp,
    &plan_has_slots::PlanHasSlots,
    &slot_exists::SlotExists,
    &both_running::BothRunning,
    &lock::ManagementLock,
    &pending_operation::PendingOperation,
    &prepared_swap::PreparedSwap,
    &auto_swap::AutoSwap,
    &key_storage::KeyStorage,
    &production_readable::ProductionReadable,
    &production_healthy::ProductionHealthy,
    &slot_reachable::SlotReachable,
    &live_triggers::LiveTriggers,
    &disabled_stays::DisabledStays,
    &preview_site_auth::PreviewSiteAuth,
    &preview_triggers::PreviewTriggers,
];

/// Everything the checks find.
pub fn look(survey: &Survey) -> Vec<Finding> {
    CHECKS.iter().filter_map(|check| check.look(survey)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_its_own_name() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.id()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
    }
}

//! The checks before anything is changed: one file per check.
//!
//! [`Survey`] reads the facts that the checks declare, the checks judge. A new check is a file with a [`Check`] in it and a line in
//! [`CHECKS`]; what `slot-deploy explain` and the reference say of it stands in the same file.

mod about;
mod answer;
mod auto_swap;
mod both_running;
mod check;
mod conclude;
mod connections_exist;
mod content_at_fence;
mod content_moves;
mod disabled_stays;
mod fact;
mod function_app;
mod functions_kept;
mod host_version;
mod key_storage;
mod live_triggers;
mod lock;
mod no_server_build;
mod options;
mod own_task_hub;
mod package_readable;
mod package_setting_moves;
mod package_store;
mod package_survey;
mod pending_operation;
mod plan_has_slots;
mod prepared_swap;
mod preview_site_auth;
mod preview_triggers;
mod production_healthy;
mod production_readable;
mod reading;
mod rights_suffice;
mod slot_exists;
mod slot_reachable;
mod slot_survey;
mod stack_version;
mod survey;
mod way_back;

pub use about::{About, Weight};
pub use answer::Answer;
pub use check::Check;
pub use conclude::conclude;
pub use content_at_fence::deviations as content_deviations;
pub use fact::Fact;
pub use functions_kept::of_package as find_lost_functions;
pub use options::PreflightOptions;
pub use own_task_hub::of_package as find_shared_task_hub;
pub use package_survey::{NoAccess, PackageSurvey};
pub use preview_triggers::find as find_preview_triggers;
pub use reading::{Reading, Unread};
pub use slot_survey::{Reach, SlotSurvey};
pub use survey::Survey;

use crate::record::{Finding, FunctionSet};

/// All checks, in the order they are shown.
pub const CHECKS: &[&dyn Check] = &[
    &function_app::FunctionApp,
    &plan_has_slots::PlanHasSlots,
    &slot_exists::SlotExists,
    &both_running::BothRunning,
    &rights_suffice::RightsSuffice,
    &lock::ManagementLock,
    &pending_operation::PendingOperation,
    &prepared_swap::PreparedSwap,
    &auto_swap::AutoSwap,
    &key_storage::KeyStorage,
    &content_moves::ContentMoves,
    &no_server_build::NoServerBuild,
    &package_setting_moves::PackageSettingMoves,
    &package_store::PackageStore,
    &package_readable::PackageReadable,
    &host_version::SameHostVersion,
    &stack_version::SameStack,
    &production_readable::ProductionReadable,
    &way_back::WayBack,
    &production_healthy::ProductionHealthy,
    &slot_reachable::SlotReachable,
    &live_triggers::LiveTriggers,
    &own_task_hub::OwnTaskHub,
    &functions_kept::FunctionsKept,
    &connections_exist::ConnectionsExist,
    &disabled_stays::DisabledStays,
    &preview_site_auth::PreviewSiteAuth,
    &preview_triggers::PreviewTriggers,
];

/// The checks that apply to such a release, in the order they are shown.
pub fn checks_for(options: &PreflightOptions) -> Vec<&'static dyn Check> {
    CHECKS.iter().copied().filter(|check| check.applies(options)).collect()
}

/// What these checks look at.
pub fn facts_of(checks: &[&'static dyn Check]) -> Vec<Fact> {
    checks.iter().flat_map(|check| check.about().reads).copied().collect()
}

/// The findings of the checks that apply.
pub fn look(survey: &Survey) -> Vec<Finding> {
    let conclude = |check: &&dyn Check| Some(conclude(*check, check.look(survey)?, &survey.options));
    checks_for(&survey.options).iter().filter_map(conclude).collect()
}

/// The findings on the functions that a release really brings.
pub fn look_at_functions(functions: &FunctionSet, survey: &Survey) -> Vec<Finding> {
    let look =
        |check: &&dyn Check| Some(conclude(*check, check.look_at_functions(functions, survey)?, &survey.options));
    checks_for(&survey.options).iter().filter_map(look).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RuleMode;

    #[test]
    fn every_check_has_a_name_of_its_own_and_is_documented() {
        let mut names: Vec<&str> = CHECKS.iter().map(|check| check.about().explanation.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHECKS.len());
        for check in CHECKS {
            let about = &check.about().explanation;
            assert!(![about.title, about.why, about.fix].contains(&""), "{}", about.id);
            assert!(!check.about().reads.is_empty(), "{}", about.id);
        }
    }

    #[test]
    fn checks_of_what_the_release_does_not_do_are_not_made() {
        let options = PreflightOptions {
            strict: false,
            unhealthy_before: RuleMode::Off,
            multi_phase: false,
            drain: false,
            package_url: false,
        };
        let ids = |options: &PreflightOptions| -> Vec<&str> {
            checks_for(options).iter().map(|check| check.about().explanation.id).collect()
        };
        let all =
            PreflightOptions { unhealthy_before: RuleMode::Observe, multi_phase: true, package_url: true, ..options };
        assert_eq!(ids(&all).len(), CHECKS.len());
        let made = ids(&options);
        let left_out: Vec<&str> = ids(&all).into_iter().filter(|id| !made.contains(id)).collect();
        let of_urls = ["package-setting-moves", "package-store", "package-readable"];
        assert_eq!(left_out[..3], of_urls);
        assert_eq!(left_out[3..], ["production-healthy", "preview-without-site-auth", "preview-without-triggers"]);
    }
}

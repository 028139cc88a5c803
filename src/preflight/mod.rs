//! The checks before anything is changed: one file per check.
//!
//! [`Survey`] reads the facts that the checks declare, the checks judge. A new check is a file with a [`Check`] in it and a line in
//! [`CHECKS`]; what `slot-deploy explain` and the reference say of it stands in the same file.

mod about;
mod after_swap;
mod answer;
mod both_sides;
mod causes;
mod check;
mod conclude;
mod connection_roles;
mod content_at_fence;
mod data_use;
mod fact;
mod github;
mod github_survey;
mod identity;
mod infrastructure;
mod moves;
mod opened_resources;
mod options;
mod other_hands;
mod other_slots;
mod package;
mod package_survey;
mod permissions;
mod placed;
mod plan;
mod reach;
mod reached;
mod reading;
mod runtime;
mod seen_packages;
mod seen_slots;
mod settings;
mod settled;
mod side_fact;
mod side_stack;
mod side_survey;
mod surroundings;
mod survey;
mod swap;
mod to_write;
mod wanted;
mod workflow_file;
mod working_tree;

pub use about::{About, Lowers, Weight};
pub use answer::Answer;
pub use check::Check;
pub use conclude::conclude;
pub use connection_roles::{ConnectionRights, OpenedResource, ResourceRights};
pub use content_at_fence::deviations as content_deviations;
pub use data_use::{DataService, DataUse, Part};
pub use fact::Fact;
pub use github_survey::{GitHubSurvey, Unasked};
pub use infrastructure::{Declared, Infrastructure, IsAbout, Says, Tool};
pub use moves::moves;
pub use options::PreflightOptions;
pub use other_slots::OtherSlots;
pub use package_survey::{NoAccess, PackageSurvey};
pub use permissions::rights_suffice::look_at_rights;
pub use placed::Placed;
pub use reached::Reach;
pub use reading::{Reading, Unread};
pub use seen_packages::SeenPackages;
pub use side_fact::SideFact;
pub use side_stack::SideStack;
pub use side_survey::SideSurvey;
pub use surroundings::Surroundings;
pub use survey::Survey;
pub use swap::functions_kept::of_package as find_lost_functions;
pub use swap::own_task_hub::of_package as find_shared_task_hub;
pub use swap::preview_triggers::find as find_preview_triggers;
pub use to_write::ToWrite;
pub use workflow_file::WorkflowFile;
pub use working_tree::WorkingTree;

use crate::record::{Finding, FunctionSet, Lowerable};
use causes::Causes;

/// All checks, in the order they are shown.
pub const CHECKS: &[&dyn Check] = &[
    &plan::function_app::FunctionApp,
    &plan::plan_has_slots::PlanHasSlots,
    &plan::slot_exists::SlotExists,
    &plan::site_properties::SitePropertiesFit,
    &plan::same_plan::SamePlan,
    &plan::room_on_plan::RoomOnPlan,
    &plan::portal_is_read_only::PortalIsReadOnly,
    &plan::both_running::BothRunning,
    &permissions::rights_suffice::RightsSuffice,
    &plan::lock::ManagementLock,
    &plan::pending_operation::PendingOperation,
    &plan::prepared_swap::PreparedSwap,
    &plan::auto_swap::AutoSwap,
    &swap::key_storage::KeyStorage,
    &swap::own_host_id::OwnHostId,
    &swap::host_ids_of_slots::HostIdsOfSlots,
    &swap::warm_up_tells::WarmUpTells,
    &swap::slot_as_protected::SlotAsProtected,
    &swap::executions_end::ExecutionsEnd,
    &swap::running_orchestrations::RunningOrchestrations,
    &settings::content_moves::ContentMoves,
    &settings::new_slot_settings::NewSlotSettings,
    &settings::no_server_build::NoServerBuild,
    &settings::server_build::ServerBuild,
    &settings::old_build_settings::OldBuildSettings,
    &package::package_setting_moves::PackageSettingMoves,
    &package::package_store::PackageStore,
    &package::package_readable::PackageReadable,
    &package::scm_takes_packages::ScmTakesPackages,
    &package::site_packages_possible::SitePackagesPossible,
    &runtime::host_version::SameHostVersion,
    &runtime::stack_version::SameStack,
    &runtime::host_version_pinned::HostVersionPinned,
    &runtime::end_of_support::EndOfSupport,
    &permissions::production_readable::ProductionReadable,
    &swap::way_back::WayBack,
    &plan::production_healthy::ProductionHealthy,
    &reach::slot_reachable::SlotReachable,
    &reach::scm_reachable::ScmReachable,
    &reach::runner_reach::RunnerReach,
    &swap::live_triggers::LiveTriggers,
    &swap::own_task_hub::OwnTaskHub,
    &swap::functions_kept::FunctionsKept,
    &settings::connections_exist::ConnectionsExist,
    &settings::disabled_stays::DisabledStays,
    &settings::required_settings::RequiredSettings,
    &settings::settings_kept::SettingsKept,
    &settings::settings_gained::SettingsGained,
    &settings::connections_stay::ConnectionsStay,
    &settings::host_storage_stays::HostStorageStays,
    &settings::key_vault_references::KeyVaultReferences,
    &settings::app_configuration_references::AppConfigurationReferences,
    &settings::secured_storage::SecuredStorage,
    &settings::overrides_agree::OverridesAgree,
    &settings::connection_form::ConnectionForm,
    &settings::keys_in_connections::KeysInConnections,
    &identity::same_identities::SameIdentities,
    &identity::connection_roles::ConnectionRoles,
    &swap::preview_site_auth::PreviewSiteAuth,
    &swap::preview_triggers::PreviewTriggers,
    &other_hands::package_pointer::PackagePointer,
    &other_hands::content_share::ContentShare,
    &other_hands::sticky_names::StickyNames,
    &other_hands::build_settings::BuildSettings,
    &other_hands::direct_deploy::DirectDeploy,
    &github::hostile_trigger::HostileTrigger,
    &github::laptop::Laptop,
    &github::subject::SubjectForm,
    &github::reviewers::Reviewers,
    &github::environment_branches::EnvironmentBranches,
    &github::branch_rules::BranchIsProtected,
    &github::commit_checks::TestsPassed,
    &github::concurrency::ConcurrencyGroup,
];

/// The checks that apply to such a release, in the order they are shown.
pub fn checks_for(options: &PreflightOptions) -> Vec<&'static dyn Check> {
    CHECKS.iter().copied().filter(|check| check.applies(options)).collect()
}

/// The checks that a configuration may name to lower them.
pub fn lowerable() -> Vec<Lowerable> {
    let one = |check: &&dyn Check| Lowerable {
        name: check.about().explanation.id,
        never: match check.about().lowers {
            Lowers::Yes => None,
            Lowers::Never(why) => Some(why),
        },
    };
    CHECKS.iter().map(one).collect()
}

/// What these checks look at.
pub fn facts_of(checks: &[&'static dyn Check]) -> Vec<Fact> {
    checks.iter().flat_map(|check| check.about().reads).copied().collect()
}

/// The findings of the checks that apply. One cause that keeps several checks from reading is said once, by what it stops.
pub fn look(survey: &Survey) -> Vec<Finding> {
    let mut checks = checks_for(&survey.options);
    if survey.has_stopped_slot() {
        // They are made once it runs.
        checks.retain(|check| !asks_the_slot(*check));
    }
    let answers = Causes::said_once(checks.iter().map(|check| (*check, check.look(survey))).collect());
    let mut findings = Vec::new();
    for (check, answer) in answers {
        findings.extend(answer.map(|answer| conclude(check, answer, &survey.options)));
        let at_its_place = |Placed { file, line, answer }| conclude(check, answer, &survey.options).at(file, line);
        findings.extend(check.look_at_places(survey).into_iter().map(at_its_place));
    }
    findings
}

/// Whether a check asks what only a slot that runs can answer.
fn asks_the_slot(check: &dyn Check) -> bool {
    let asks = |fact: &Fact| matches!(fact, Fact::Slot(SideFact::Host | SideFact::Reach));
    check.about().reads.iter().any(asks)
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
    use crate::azure::RoleFor;
    use crate::record::RuleMode;

    /// What no release waits for.
    const OF_CHECKS: [&str; 17] = [
        "room-on-plan",
        "portal-is-read-only",
        "host-ids-of-slots",
        "old-build-settings",
        "settings-gained",
        "keys-in-connections",
        "connection-roles",
        "warm-up-tells",
        "slot-as-protected",
        "executions-end",
        "running-orchestrations",
        "oidc-subject",
        "environment-reviewers",
        "environment-branches",
        "branch-protected",
        "tests-passed",
        "concurrency-group",
    ];

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
            role_for: RoleFor::Release,
            function_keys: false,
            host_keys: false,
            is_check: false,
            strict: false,
            unhealthy_before: RuleMode::Off,
            multi_phase: false,
            drain: false,
            hold: false,
            after: crate::record::AfterRelease::Keep,
            package_url: false,
            server_build: false,
            site_package: false,
            creates_slot: false,
            site: false,
            settings: false,
            sticky_names: false,
        };
        let ids = |options: &PreflightOptions| -> Vec<&str> {
            checks_for(options).iter().map(|check| check.about().explanation.id).collect()
        };
        let all = PreflightOptions {
            is_check: true,
            unhealthy_before: RuleMode::Observe,
            multi_phase: true,
            package_url: true,
            site_package: true,
            creates_slot: true,
            site: true,
            ..options
        };
        // Either what was packed runs, or what the server builds of it; by its URL a package needs nothing of the SCM site.
        assert_eq!(ids(&all).len(), CHECKS.len() - 3);
        let built = PreflightOptions { server_build: true, ..options };
        assert!(ids(&built).contains(&"server-build") && !ids(&built).contains(&"no-server-build"));
        let made = ids(&options);
        assert!(made.contains(&"scm-takes-packages"), "a package that is sent to it needs the SCM site");
        let left_out: Vec<&str> = ids(&all).into_iter().filter(|id| !made.contains(id)).collect();
        let (mut of_checks, of_ways): (Vec<&str>, Vec<&str>) = left_out.iter().partition(|id| OF_CHECKS.contains(id));
        of_checks.sort_by_key(|id| OF_CHECKS.iter().position(|other| other == id));
        assert_eq!(of_checks, OF_CHECKS);
        assert_eq!(
            of_ways[..6],
            [
                "site-properties",
                "new-slot-settings",
                "package-setting-moves",
                "package-store",
                "package-readable",
                "site-packages-possible"
            ]
        );
        assert_eq!(of_ways[6..], ["production-healthy", "preview-without-site-auth", "preview-without-triggers"]);
    }
}

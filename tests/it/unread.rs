//! I14: no check says that all is well of what it could not read.

use crate::support::platform::runs_from_packages;
use crate::support::{Rehearsal, container, status};
use rehearsal::faults::Where;
use slot_deploy::azure::RoleFor;
use slot_deploy::preflight::{CHECKS, Check, Fact, PreflightOptions, SideFact, Weight};
use slot_deploy::record::{Outcome, RuleMode, Severity};

/// Every fact with the requests that tell it. A check of a resource itself is never made without it.
const FACTS: &[(Fact, &str)] = &[
    (Fact::Plan, "/serverfarms/"),
    (Fact::Production(SideFact::Functions), "sites/shop-orders/functions"),
    (Fact::Production(SideFact::Settings), "sites/shop-orders/config/appsettings/list"),
    (Fact::Production(SideFact::ConnectionStrings), "sites/shop-orders/config/connectionstrings/list"),
    (Fact::Production(SideFact::Traffic), "sites/shop-orders/providers/Microsoft.Insights/metrics"),
    (Fact::Production(SideFact::SignIn), "sites/shop-orders/config/authsettingsV2"),
    (Fact::Production(SideFact::Rights), "sites/shop-orders/providers/Microsoft.Authorization/permissions"),
    (Fact::Slot(SideFact::Rights), "/slots/staging/providers/Microsoft.Authorization/permissions"),
    (Fact::Slot(SideFact::Functions), "/slots/staging/functions"),
    (Fact::Slot(SideFact::Settings), "/slots/staging/config/appsettings/list"),
    (Fact::Slot(SideFact::ConnectionStrings), "/slots/staging/config/connectionstrings/list"),
    (Fact::Production(SideFact::Config), "sites/shop-orders/config/web"),
    (Fact::Slot(SideFact::Config), "/slots/staging/config/web"),
    (Fact::Slot(SideFact::SignIn), "/slots/staging/config/authsettingsV2"),
    (Fact::StickySettings, "/config/slotConfigNames"),
    (Fact::PackageReaders, "/providers/Microsoft.Storage/storageAccounts/"),
    (Fact::Slot(SideFact::Packages), "/api/settings/WEBSITE_RUN_FROM_PACKAGE"),
];

/// That the slot is there proves what the plan would tell; where no Durable Functions are listed, nothing else says more of
/// their hub. Without a checkout there is nothing to compare; `checks::other_hands` has one.
fn is_told_otherwise(fact: Fact, check: &str) -> bool {
    let of_listing = [Fact::Production(SideFact::Functions), Fact::Slot(SideFact::Functions)];
    fact == Fact::Plan && ["plan-has-slots", "slot-exists", "server-build"].contains(&check)
        // It answers, so no rule keeps this runner out.
        || fact == Fact::Slot(SideFact::Config) && check == "scm-reachable"
        // On Linux the resource says the language.
        || check == "stack-version" && fact != Fact::Plan
        || check == "end-of-support" && fact == Fact::StickySettings
        || check == "own-task-hub" && !of_listing.contains(&fact)
        // Functions matter to it only where the release holds their triggers.
        || check == "disabled-stays-in-slot" && of_listing.contains(&fact)
        // Nothing here is required, given to the site or created; their own rows try what they cannot read.
        || ["required-settings", "site-properties", "new-slot-settings"].contains(&check)
        || check.starts_with("infrastructure-")
}

#[tokio::test(start_paused = true)]
async fn no_check_is_fine_of_what_it_could_not_read_and_one_that_stops_releases_stops_this_one() {
    for (fact, path) in FACTS {
        for way in [Way::Container, Way::Share, Way::Built, Way::Check] {
            says_nothing_fine_without(*fact, path, way).await;
        }
    }
}

/// How a package reaches the slot, where checks depend on it.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Container,
    Share,
    Built,
    /// Nothing reaches it: `check` looks.
    Check,
}

async fn says_nothing_fine_without(fact: Fact, path: &str, way: Way) {
    let of_way = |check: &&&dyn Check| check.applies(&options(way)) && check.about().reads.contains(&fact);
    let checks: Vec<&&dyn Check> = CHECKS.iter().filter(of_way).collect();
    let service = if fact == Fact::Slot(SideFact::Packages) { "scm" } else { "arm" };
    let rehearsal = Rehearsal::new().fault(Where::service(service).path(path), status(403));
    let set = match way {
        Way::Container => rehearsal.input("swap", "preview").input("storage-container", &container()),
        Way::Share => {
            let rehearsal = rehearsal.input("swap", "preview").input("strategy", "site-package");
            rehearsal.slot(runs_from_packages).production(runs_from_packages)
        }
        Way::Built => rehearsal.input("build", "remote"),
        Way::Check => rehearsal.input("swap", "preview").input("command", "check"),
    };
    let told = set.run().await;
    // It lacks the settings of a build, so it ends before anything is changed whatever else is found.
    let of_way = |id: &str| way != Way::Built || id == "server-build";
    let mut stops = false;
    for check in checks {
        let id = check.about().explanation.id;
        // Which triggers a release has shows when the slot runs it; only a check looks at those that are there.
        let of_listing = [Fact::Production(SideFact::Functions), Fact::Slot(SideFact::Functions)].contains(&fact);
        let is_told_later = way != Way::Check && of_listing && id == "connections-exist";
        if is_told_otherwise(fact, id) || is_told_later || !of_way(id) {
            continue;
        }
        let finding = told.record.findings.iter().find(|finding| finding.check == id);
        let finding = finding.unwrap_or_else(|| panic!("{fact}: {id} says nothing: {}", told.log));
        assert_ne!(finding.severity, Severity::Fine, "{fact}: {id}: {}", finding.says);
        if check.about().weight == Weight::Stops {
            assert_eq!(finding.severity, Severity::Error, "{fact}: {id}: {}", finding.says);
            stops = true;
        }
    }
    let is_stopped = told.outcome() == Outcome::Aborted && told.deployments() == 0;
    assert!(stops == is_stopped || way == Way::Built, "{fact}: {}", told.log);
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_told_is_an_error_where_the_release_is_strict() {
    for path in ["/functions", "/config/connectionstrings/list", "providers/Microsoft.Insights/metrics"] {
        let forbidden = Where::service("arm").path(path);
        let told = Rehearsal::new().input("strict", "true").fault(forbidden, status(403)).run().await;
        assert_eq!((told.outcome(), told.deployments()), (Outcome::Aborted, 0), "{path}: {}", told.log);
    }
}

fn options(way: Way) -> PreflightOptions {
    PreflightOptions {
        role_for: RoleFor::Release,
        function_keys: false,
        host_keys: false,
        is_check: way == Way::Check,
        strict: false,
        unhealthy_before: RuleMode::Enforce,
        multi_phase: way != Way::Built,
        drain: false,
        hold: false,
        after: slot_deploy::record::AfterRelease::Keep,
        package_url: way == Way::Container,
        site_package: way == Way::Share,
        creates_slot: false,
        site: false,
        settings: false,
        sticky_names: false,
        server_build: way == Way::Built,
    }
}

/// Every fact that is read by itself stands in the table above.
#[test]
fn every_fact_of_a_check_is_tried() {
    let of_resources = [Fact::Production(SideFact::Site), Fact::Slot(SideFact::Site), Fact::SlotNames];
    // Content, host, the container and reach are asked in several ways, host.json only of Durable Functions, references only where
    // there are some, and other tests take them away.
    let elsewhere = [
        Fact::Production(SideFact::Content),
        Fact::Production(SideFact::Host),
        Fact::Production(SideFact::Durable),
        Fact::Slot(SideFact::Durable),
        Fact::Production(SideFact::References),
        Fact::Slot(SideFact::References),
        // Only on Windows: `checks::runtime`.
        Fact::Production(SideFact::Stack),
        Fact::Slot(SideFact::Stack),
        // Only where a release migrates the host: `site_and_migration`.
        Fact::OtherSlots,
        Fact::ConnectionRoles,
        Fact::Slot(SideFact::Reach),
        Fact::Slot(SideFact::ScmReach),
        Fact::PackageAccess,
        // These are of the machine, the checkout and GitHub: `checks::github` and `checks::other_hands`.
        Fact::Job,
        Fact::WorkflowFile,
        Fact::WorkingTree,
        Fact::Infrastructure,
        Fact::Environment,
        Fact::BranchRules,
        Fact::CommitChecks,
    ];
    for fact in CHECKS.iter().flat_map(|check| check.about().reads) {
        let is_tried = FACTS.iter().any(|(tried, _)| tried == fact);
        assert!(is_tried || of_resources.contains(fact) || elsewhere.contains(fact), "{fact} is not tried");
    }
}

//! I14: no check says that all is well of what it could not read.

use crate::support::{Rehearsal, container, status};
use rehearsal::faults::Where;
use slot_deploy::preflight::{CHECKS, Fact, Weight};
use slot_deploy::record::{Outcome, Severity};

/// Every fact with the requests that tell it. A check of a resource itself is never made without it.
const FACTS: &[(Fact, &str)] = &[
    (Fact::Plan, "/serverfarms/"),
    (Fact::ProductionFunctions, "sites/shop-orders/functions"),
    (Fact::ProductionSettings, "sites/shop-orders/config/appsettings/list"),
    (Fact::ProductionConnectionStrings, "sites/shop-orders/config/connectionstrings/list"),
    (Fact::ProductionTraffic, "sites/shop-orders/providers/Microsoft.Insights/metrics"),
    (Fact::ProductionSignIn, "sites/shop-orders/config/authsettingsV2"),
    (Fact::ProductionRights, "sites/shop-orders/providers/Microsoft.Authorization/permissions"),
    (Fact::SlotRights, "/slots/staging/providers/Microsoft.Authorization/permissions"),
    (Fact::SlotFunctions, "/slots/staging/functions"),
    (Fact::SlotSettings, "/slots/staging/config/appsettings/list"),
    (Fact::SlotConnectionStrings, "/slots/staging/config/connectionstrings/list"),
    (Fact::SlotConfig, "/slots/staging/config/web"),
    (Fact::SlotSignIn, "/slots/staging/config/authsettingsV2"),
    (Fact::StickySettings, "/config/slotConfigNames"),
    (Fact::PackageReaders, "/providers/Microsoft.Storage/storageAccounts/"),
];

/// That the slot is there proves what the plan would tell; where no Durable Functions are listed, nothing else says more of
/// their hub.
fn is_told_otherwise(fact: Fact, check: &str) -> bool {
    let of_listing = [Fact::ProductionFunctions, Fact::SlotFunctions];
    fact == Fact::Plan && ["plan-has-slots", "slot-exists", "server-build"].contains(&check)
        || check == "own-task-hub" && !of_listing.contains(&fact)
}

#[tokio::test(start_paused = true)]
async fn no_check_is_fine_of_what_it_could_not_read_and_one_that_stops_releases_stops_this_one() {
    for (fact, path) in FACTS {
        let at = Where::service("arm").path(path);
        let container = container();
        let rehearsal = Rehearsal::new().input("swap", "preview").input("storage-container", &container);
        let told = rehearsal.fault(at.clone(), status(403)).run().await;
        let built = Rehearsal::new().input("build", "remote").fault(at, status(403)).run().await;
        let mut stops = false;
        for check in CHECKS.iter().filter(|check| check.about().reads.contains(fact)) {
            let id = check.about().explanation.id;
            if is_told_otherwise(*fact, id) {
                continue;
            }
            // No release is asked for both.
            let told = if id == "server-build" { &built } else { &told };
            let finding = told.record.findings.iter().find(|finding| finding.check == id);
            let finding = finding.unwrap_or_else(|| panic!("{fact}: {id} says nothing: {}", told.log));
            assert_ne!(finding.severity, Severity::Fine, "{fact}: {id}: {}", finding.says);
            if check.about().weight == Weight::Stops {
                assert_eq!(finding.severity, Severity::Error, "{fact}: {id}: {}", finding.says);
                stops = true;
            }
        }
        assert_eq!(stops, told.outcome() == Outcome::Aborted && told.deployments() == 0, "{fact}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_told_is_an_error_where_the_release_is_strict() {
    for path in ["/functions", "/config/connectionstrings/list", "providers/Microsoft.Insights/metrics"] {
        let forbidden = Where::service("arm").path(path);
        let told = Rehearsal::new().input("strict", "true").fault(forbidden, status(403)).run().await;
        assert_eq!((told.outcome(), told.deployments()), (Outcome::Aborted, 0), "{path}: {}", told.log);
    }
}

/// Every fact that is read by itself stands in the table above.
#[test]
fn every_fact_of_a_check_is_tried() {
    let of_resources = [Fact::ProductionSite, Fact::SlotSite, Fact::SlotNames];
    // Content, host, the container and reach are asked in several ways, host.json only of Durable Functions, and other tests take them away.
    let elsewhere = [
        Fact::ProductionContent,
        Fact::ProductionHost,
        Fact::ProductionDurable,
        Fact::SlotDurable,
        Fact::SlotReach,
        Fact::PackageAccess,
    ];
    for fact in CHECKS.iter().flat_map(|check| check.about().reads) {
        let is_tried = FACTS.iter().any(|(tried, _)| tried == fact);
        assert!(is_tried || of_resources.contains(fact) || elsewhere.contains(fact), "{fact} is not tried");
    }
}

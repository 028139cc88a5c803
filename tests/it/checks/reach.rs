//! What this machine reaches.

use super::{Row, prove};
use crate::support::{Rehearsal, container, status};
use rehearsal::faults::{What, Where};
use slot_deploy::record::{Origin, Severity};

/// The slot's SCM site with these access restrictions.
fn restricted(rehearsal: Rehearsal, name: &str, value: serde_json::Value) -> Rehearsal {
    rehearsal.slot(|slot| {
        slot.config.web.insert(name.to_owned(), value);
    })
}

fn from_the_office() -> Rehearsal {
    // With the rule that Azure adds behind those that allow some.
    let office = serde_json::json!([
        {"ipAddress": "192.0.2.0/27", "action": "Allow", "priority": 100, "name": "office"},
        {"ipAddress": "Any", "action": "Deny", "priority": 2_147_483_647, "name": "Deny all"},
    ]);
    restricted(Rehearsal::new(), "scmIpSecurityRestrictions", office)
}

pub const ROWS: &[Row] = &[
    Row {
        id: "slot-reachable",
        fires: || {
            let ping = Where::service("site").slot("staging").path("host/ping");
            Rehearsal::new().fault(ping, status(403))
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        sim.test/site/shop-orders-staging answers 403: access restrictions or a private endpoint keep this runner out
        fix: run this job on a self-hosted runner inside the network, or allow this runner's address in the slot's access restrictions
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "scm-reachable",
        fires: from_the_office,
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        sim.test/scm/shop-orders-staging answers 403: the access restrictions of the SCM site keep this runner out
        fix: allow this runner's address in the access restrictions of the SCM site, run the job on a self-hosted runner inside the network, or give a `storage-container`, since `strategy: package-url` needs nothing of the SCM site
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "runner-reach",
        fires: || from_the_office().input("storage-container", &container()),
        severity: Severity::Note,
        says: |text| {
            insta::assert_snapshot!(text.trim_end(), @"
        from this runner the control plane answers in 400 ms, the slot in 40 ms, and its SCM site refuses it: only `package-url` works from here
        fix:
        ")
        },
        with: &[],
        silent: || Rehearsal::new().input("storage-container", &container()),
    },
];

/// What keeps a runner out decides which one is needed.
#[tokio::test(start_paused = true)]
async fn a_private_endpoint_is_told_from_access_restrictions() {
    let closed = restricted(Rehearsal::new(), "publicNetworkAccess", "Disabled".into());
    let told = super::check(closed).await;
    let found = super::finding(&told, "scm-reachable").unwrap();
    assert!(found.says.contains("public network access is off"), "{}", found.says);
    assert!(found.fix.contains("inside the virtual network"), "{}", found.fix);
}

/// A runner that waits for an SCM site in vain learns nothing about the app.
#[tokio::test(start_paused = true)]
async fn an_scm_site_that_does_not_answer_in_time_is_a_warning() {
    let silent = Where::service("scm").slot("staging").path("/api/deployments");
    let told = super::check(Rehearsal::new().fault(silent, What::Never)).await;
    let found = super::finding(&told, "scm-reachable").unwrap();
    assert_eq!((found.severity, found.origin), (Severity::Warning, Origin::Unread), "{}", found.says);
    assert_eq!(told.ending.exit_code, 0, "{}", told.log);
    let told = super::check(Rehearsal::new()).await;
    let says = &super::finding(&told, "runner-reach").unwrap().says;
    insta::assert_snapshot!(says, @"from this runner the control plane answers in 400 ms, the slot in 40 ms and its SCM site in 20 s: every strategy works from here");
}

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

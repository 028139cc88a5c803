//! What this machine reaches.

use super::{Row, prove};
use crate::support::{Rehearsal, status};
use rehearsal::faults::Where;
use slot_deploy::record::Severity;

pub const ROWS: &[Row] = &[Row {
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
}];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

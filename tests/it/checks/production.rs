//! Production before it is changed.

use super::{Row, prove};
use crate::support::Rehearsal;
use rehearsal::state::HostState;
use slot_deploy::record::Severity;

pub const ROWS: &[Row] = &[
    Row {
        id: "production-healthy",
        fires: || {
            let broken = HostState::Error("The worker did not start.".to_owned());
            Rehearsal::new()
                .production(|side| side.moving.host.instances.iter_mut().for_each(|one| one.state = broken.clone()))
        },
        severity: Severity::Error,
        says: |text| {
            insta::assert_snapshot!(text, @"
        production is unhealthy already, before anything was changed: the Functions host of production is in state Error: The worker did not start.
        fix: fix production first; if this release is the fix, set `watch: { unhealthy_before: observe }` in slot-deploy.yml
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
    Row {
        id: "way-back",
        fires: || Rehearsal::new().production(|side| side.moving.kudu.deployments.clear()),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        a bad release could not be rolled back by a swap: nothing identifies content shop-orders (not deployed by slot-deploy) beyond doubt (it was not deployed through the SCM site), so that the slot holds it after the swap could not be proved
        fix: deploy the former version once through the SCM site, or release while a person watches: without a rollback a bad release stays in production
        ")
        },
        with: &[],
        silent: Rehearsal::new,
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

//! Identities of both sides, and their roles.

use super::{Row, prove};
use crate::support::Rehearsal;
use slot_deploy::record::Severity;

pub const ROWS: &[Row] = &[Row {
    id: "same-identities",
    fires: || Rehearsal::new().production(|side| side.identity = None),
    severity: Severity::Warning,
    says: |text| {
        insta::assert_snapshot!(text, @"
        production of shop-orders has no managed identity of its own, and slot `staging` of shop-orders has one; identities stay with their side in a swap
        fix: give it the same, and its roles: az functionapp identity assign --name shop-orders --resource-group rg-shop
        ")
    },
    with: &[],
    silent: Rehearsal::new,
}];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

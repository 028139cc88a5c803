//! Identities of both sides, and their roles.

use super::{Row, check, finding, prove};
use crate::support::{COMMIT, Rehearsal, TestApp, status};
use rehearsal::default_world::{IDENTITIES, STORAGE};
use rehearsal::faults::Where;
use rehearsal::state::{DataRole, RoleAssignment, Side};
use serde_json::json;
use slot_deploy::record::Severity;

/// Identities open the storage of the host and of a queue trigger; these are its owners, and both may take messages.
fn by_identity(owners: &[&str]) -> Rehearsal {
    let app = |commit: &str| {
        let trigger = json!({"type": "queueTrigger", "queueName": "q", "connection": "OrdersStorage"});
        TestApp::new(commit).function("TakeOrder", trigger)
    };
    let opens = |side: &mut Side| {
        for name in ["AzureWebJobsStorage", "OrdersStorage"] {
            side.settings.remove(name);
            side.settings.insert(format!("{name}__accountName"), STORAGE.to_owned());
        }
    };
    let roles = IDENTITIES.iter().map(|identity| (*identity, DataRole::QueueProcessor));
    let roles = owners.iter().map(|identity| (*identity, DataRole::Owner)).chain(roles);
    let assigned =
        roles.map(|(identity, role)| RoleAssignment { principal: identity.to_owned(), container: None, role });
    let assigned: Vec<RoleAssignment> = assigned.collect();
    let rehearsal = Rehearsal::of(&app(COMMIT), &app("former")).production(opens).slot(opens);
    rehearsal.world(|state| state.storage.get_mut(STORAGE).unwrap().assignments.extend(assigned))
}

pub const ROWS: &[Row] = &[
    Row {
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
    },
    Row {
        id: "connection-roles",
        fires: || by_identity(&IDENTITIES[1..]),
        severity: Severity::Warning,
        says: |text| {
            insta::assert_snapshot!(text, @"
        the identity of production of shop-orders lacks Storage Blob Data Owner on `shopdata` for `AzureWebJobsStorage`
        fix: az role assignment create --role 'Storage Blob Data Owner' --assignee-object-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0008 --assignee-principal-type ServicePrincipal --scope /subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.Storage/storageAccounts/shopdata
        ")
        },
        with: &[],
        silent: || by_identity(&IDENTITIES),
    },
];

#[tokio::test(start_paused = true)]
async fn each_of_these_checks_finds_its_fault_and_nothing_else() {
    prove(ROWS).await;
}

#[tokio::test(start_paused = true)]
async fn roles_that_may_not_be_read_are_not_called_enough() {
    let at = Where::service("arm").path("storageAccounts/shopdata/providers/Microsoft.Authorization/roleAssignments");
    let told = check(by_identity(&IDENTITIES).fault(at, status(403))).await;
    let found = finding(&told, "connection-roles").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(found.says.contains("could not be read"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn an_account_of_another_subscription_is_said_to_be_unseen() {
    let elsewhere = |side: &mut Side| drop(side.settings.insert("OrdersStorage__accountName".into(), "others".into()));
    let told = check(by_identity(&IDENTITIES).production(elsewhere).slot(elsewhere)).await;
    let found = finding(&told, "connection-roles").unwrap();
    assert_eq!(found.severity, Severity::Warning, "{}", found.says);
    assert!(found.says.contains("`others` is not seen"), "{}", found.says);
}

#[tokio::test(start_paused = true)]
async fn an_app_that_identities_open_is_checked_by_few_requests() {
    let told = check(by_identity(&IDENTITIES)).await;
    let requests = told.world.state().requests.iter().filter(|request| request.service == "arm").count();
    assert!(requests <= 25, "{requests}");
}

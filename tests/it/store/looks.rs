//! What is wrong with a store is told apart before anything is changed, with the command that mends it.

use rehearsal::default_world::{CLIENT, CONTAINER, STORAGE};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::{DataRole, Effect};
use slot_deploy::record::Explain;

use super::kit::Kit;
use crate::support::{ORIGIN, Rehearsal, status};

fn role(role: Option<DataRole>) -> Rehearsal {
    Rehearsal::new().world(|state| {
        let account = state.storage.get_mut(STORAGE).unwrap();
        match role {
            Some(role) => account.assignments[0].role = role,
            None => account.assignments.clear(),
        }
    })
}

async fn problem(kit: Kit) -> (String, String) {
    let error = kit.store.look().await.unwrap_err();
    let changed: Vec<Effect> =
        kit.world.effects().into_iter().filter(|effect| matches!(effect, Effect::BlobWritten { .. })).collect();
    assert!(changed.is_empty(), "{changed:?}");
    (error.code().as_str().to_owned(), error.hints().join("\n"))
}

#[tokio::test(start_paused = true)]
async fn a_container_that_is_private_readable_and_writable_is_told_so_and_nothing_is_changed_in_it() {
    let kit = Kit::new().await;
    assert_eq!(kit.store.look().await.unwrap().is_private, Some(true));
    assert!(kit.world.effects().iter().all(|effect| !matches!(effect, Effect::BlobWritten { .. })));
    assert_eq!((kit.seam.requests().len(), kit.seam.bytes()), (3, 1), "{:?}", kit.seam.requests());
}

#[tokio::test(start_paused = true)]
async fn an_account_and_a_container_that_do_not_exist_are_told_apart() {
    let world = || Rehearsal::new().world;
    let account = Kit::at(world(), &format!("https://{ORIGIN}/blob/elsewhere/{CONTAINER}")).await;
    assert_eq!(problem(account).await.0, "store-account-not-found");
    let (code, hint) = problem(Kit::of(world(), "nowhere").await).await;
    assert_eq!(code, "store-container-not-found");
    assert!(
        hint.contains("az storage container create --account-name shopdata --name nowhere --auth-mode login"),
        "{hint}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_role_and_one_that_only_reads_get_the_command_that_assigns_the_right_one() {
    for (given, expected) in [(None, "store-not-readable"), (Some(DataRole::Reader), "store-not-writable")] {
        let (code, hint) = problem(Kit::of(role(given).world, CONTAINER).await).await;
        assert_eq!(code, expected);
        let query = format!("join('', [id, '/blobServices/default/containers/{CONTAINER}'])");
        let scope = format!("scope=$(az storage account show --name {STORAGE} --query \"{query}\" --output tsv)");
        let assign = format!(
            "az role assignment create --assignee {CLIENT} --role 'Storage Blob Data Contributor' --scope \"$scope\""
        );
        assert!(hint.contains(&scope) && hint.contains(&assign), "{hint}");
    }
}

#[tokio::test(start_paused = true)]
async fn network_rules_that_shut_the_runner_out_are_not_taken_for_a_missing_role() {
    for by_rules in [true, false] {
        let shut = Rehearsal::new().world(|state| {
            let account = state.storage.get_mut(STORAGE).unwrap();
            account.network_rules.shut_to_clients = by_rules;
            account.is_private = !by_rules;
        });
        let (code, hint) = problem(Kit::of(shut.world, CONTAINER).await).await;
        assert_eq!(code, "store-shut");
        assert!(!hint.contains("role assignment"), "{hint}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_container_that_anybody_can_read_is_refused_with_the_command_that_closes_it() {
    let kit = Kit::new().await;
    kit.world.state().storage.get_mut(STORAGE).unwrap().containers.get_mut(CONTAINER).unwrap().public =
        Some("blob".to_owned());
    let (code, hint) = problem(kit).await;
    assert_eq!(code, "store-public");
    assert!(hint.contains("az storage account update --name shopdata --allow-blob-public-access false"), "{hint}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_the_account_does_not_accept_is_told_as_that() {
    let refusing = Rehearsal::new().with_fault(Fault::new(Where::service("blob"), status(401)));
    assert_eq!(problem(Kit::of(refusing.world, CONTAINER).await).await.0, "store-token-refused");
}

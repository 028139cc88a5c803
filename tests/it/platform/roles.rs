//! Who may do what.

use rehearsal::default_world::{CLIENT, STORAGE, SUBSCRIPTION};
use serde_json::{Value, json};

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// facts: arm-calls: roles are assigned to the principal, and say what it may do.
#[tokio::test(start_paused = true)]
async fn role_assignments_are_listed_to_identities_that_may_read_them() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    world.state().directory.apps[0].actions.retain(|action| !action.starts_with("Microsoft.Authorization/role"));
    let list = "/providers/Microsoft.Authorization/roleAssignments";
    assert_eq!(client.arm("GET", list, None).await.status, 403);
    world.state().directory.apps[0].actions.push("Microsoft.Authorization/*/read".to_owned());
    let assigned = client.arm("GET", list, None).await.json()["value"].clone();
    let principal = world.state().directory.app(CLIENT).unwrap().object_id.clone();
    assert_eq!(assigned[0]["properties"]["principalId"].as_str(), Some(principal.as_str()));
    let role = assigned[0]["properties"]["roleDefinitionId"].as_str().unwrap().to_owned();
    let role = client.get(&format!("{role}?api-version=2022-04-01")).await.json();
    let actions = role["properties"]["permissions"][0]["actions"].as_array().unwrap().clone();
    assert!(actions.contains(&json!("Microsoft.Web/*")), "{actions:?}");
    let subscription =
        format!("/subscriptions/{SUBSCRIPTION}{list}?api-version=2022-04-01&$filter=assignedTo('nobody')");
    assert_eq!(client.get(&subscription).await.json()["value"], Value::Array(vec![]));
}

/// docs: Role Assignments, Create: a name stands for one assignment, and one assignment has one name.
#[tokio::test(start_paused = true)]
async fn a_role_is_given_once_whatever_is_repeated() {
    let world = Rehearsal::new().world;
    let client = PlainClient::of(&world).await;
    world.state().directory.apps[0].actions.push("Microsoft.Authorization/*".to_owned());
    let account = world.state().storage[STORAGE].clone();
    let scope = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/{}/providers/Microsoft.Storage/storageAccounts/{STORAGE}",
        account.group
    );
    let give = async |name: &str, principal: &str| {
        let role = format!(
            "/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
        );
        let body = json!({"properties": {"roleDefinitionId": role, "principalId": principal, "principalType": "ServicePrincipal"}});
        let path = format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{name}?api-version=2022-04-01");
        let answer = client.send("PUT", &path, body.to_string().into()).await;
        (answer.status, answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let [one, other] = ["0a000000-0000-4000-8000-000000000001", "0a000000-0000-4000-8000-000000000002"];
    assert_eq!(give(one, "me").await, (201, String::new()));
    assert_eq!(give(one, "me").await, (200, String::new()));
    assert_eq!(give(other, "me").await, (409, "RoleAssignmentExists".to_owned()));
    assert_eq!(give(one, "you").await, (400, "RoleAssignmentUpdateNotPermitted".to_owned()));
    assert_eq!(world.state().storage[STORAGE].assignments.len(), account.assignments.len() + 1);
}

//! Who may do what.

use rehearsal::default_world::{CLIENT, SUBSCRIPTION};
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

//! Identities, whom they trust, and roles that are made: what a set-up does before the first release.

use serde_json::{Value, json};

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

const GROUP: &str = "/subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop";
const IDENTITY: &str = "providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-release";

async fn client() -> PlainClient {
    let rehearsal = Rehearsal::new().world(|state| {
        state.directory.apps[0].actions = vec!["*".to_owned()];
    });
    PlainClient::of(&rehearsal.world).await
}

async fn put(client: &PlainClient, path: &str, version: &str, body: Value) -> (u16, Value) {
    let reply = client.send("PUT", &format!("{path}?api-version={version}"), body.to_string().into()).await;
    (reply.status, reply.json())
}

/// docs: Managed Identity, User Assigned Identities and Federated Identity Credentials, 2023-01-31.
#[tokio::test(start_paused = true)]
async fn a_made_identity_has_ids_of_its_own_trusts_whom_it_is_told_and_may_do_nothing_yet() {
    let client = client().await;
    let made = put(&client, &format!("{GROUP}/{IDENTITY}"), "2023-01-31", json!({"location": "westeurope"})).await;
    let again = put(&client, &format!("{GROUP}/{IDENTITY}"), "2023-01-31", json!({"location": "westeurope"})).await;
    assert_eq!((made.0, again.0), (201, 200));
    assert_eq!(made.1["properties"]["clientId"], again.1["properties"]["clientId"]);
    let credential = json!({"properties": {
        "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:contoso/shop:ref:refs/heads/main",
        "audiences": ["api://AzureADTokenExchange"],
    }});
    let path = format!("{GROUP}/{IDENTITY}/federatedIdentityCredentials/main");
    assert_eq!(put(&client, &path, "2023-01-31", credential).await.0, 201);
    let state = client.world.state();
    let app = state.directory.app(made.1["properties"]["clientId"].as_str().unwrap()).unwrap();
    assert_eq!(app.federated[0].subject, "repo:contoso/shop:ref:refs/heads/main");
    assert!(app.actions.is_empty());
}

/// docs: Azure custom roles; Role Definitions and Role Assignments, 2022-04-01.
#[tokio::test(start_paused = true)]
async fn a_role_is_found_by_its_name_and_gives_its_actions_where_it_is_assigned() {
    let client = client().await;
    let (_, identity) = put(&client, &format!("{GROUP}/{IDENTITY}"), "2023-01-31", json!({})).await;
    let role = |name: &str| json!({"properties": {"roleName": name, "permissions": [{"actions": ["Microsoft.Web/sites/Read"]}]}});
    let roles = "/subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/providers/Microsoft.Authorization/roleDefinitions";
    let id = "11111111-1111-4111-8111-111111111111";
    assert_eq!(put(&client, &format!("{roles}/{id}"), "2022-04-01", role("slot-deploy")).await.0, 201);
    let other = "22222222-2222-4222-8222-222222222222";
    let (status, refused) = put(&client, &format!("{roles}/{other}"), "2022-04-01", role("slot-deploy")).await;
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("RoleDefinitionWithSameNameExists")));
    let by_name = "$filter=roleName%20eq%20%27slot-deploy%27&api-version=2022-04-01";
    let found =
        client.get(&format!("{GROUP}/providers/Microsoft.Authorization/roleDefinitions?{by_name}")).await.json();
    assert_eq!(found["value"][0]["name"], id);
    let assignment = json!({"properties": {
        "roleDefinitionId": found["value"][0]["id"], "principalId": identity["properties"]["principalId"],
        "principalType": "ServicePrincipal",
    }});
    let site = format!("{GROUP}/providers/Microsoft.Web/sites/shop-orders");
    let path = format!("{site}/providers/Microsoft.Authorization/roleAssignments/{other}");
    let (status, assigned) = put(&client, &path, "2022-04-01", assignment).await;
    assert_eq!((status, assigned["properties"]["scope"].as_str()), (201, Some(site.as_str())));
    let state = client.world.state();
    let app = state.directory.app(identity["properties"]["clientId"].as_str().unwrap()).unwrap();
    assert_eq!(app.actions, ["Microsoft.Web/sites/Read"]);
}

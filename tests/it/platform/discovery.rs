//! What libraries ask before they trust an authority.

use serde_json::json;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// docs: MSAL, instance discovery.
#[tokio::test(start_paused = true)]
async fn instance_discovery_leads_to_the_description_of_the_tenant_and_knows_no_other_authority() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let origin = client.world.origin();
    let tenant = client.world.state().tenant.clone();
    let ask = async |authority: &str| {
        let endpoint = format!("{authority}/{tenant}/oauth2/v2.0/authorize");
        client.get(&format!("/common/discovery/instance?api-version=1.1&authorization_endpoint={endpoint}")).await
    };
    let found = ask(&origin).await.json();
    assert_eq!(found["metadata"][0]["aliases"], json!([origin.trim_start_matches("https://")]));
    let described = client.get(found["tenant_discovery_endpoint"].as_str().unwrap()).await;
    assert!(described.json()["token_endpoint"].as_str().unwrap().starts_with(&origin));
    let unknown = ask("https://login.example.test").await;
    assert_eq!((unknown.status, &unknown.json()["error"]), (400, &json!("invalid_instance")));
}

//! Apps, SCM sites and storage that are closed to the public.

use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT, STORAGE};
use serde_json::json;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// facts: scm-access (`Ip Forbidden`, also reported behind private endpoints: azure-docs#85717); the control plane is not closed.
#[tokio::test(start_paused = true)]
async fn a_private_endpoint_closes_app_and_scm_site_of_its_side_only() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let closed = json!({"properties": {"publicNetworkAccess": "Disabled"}});
    assert_eq!(client.arm("PATCH", "/slots/staging/config/web", Some(closed)).await.status, 200);
    let site = client.arm("GET", "/slots/staging", None).await;
    assert_eq!((site.status, &site.json()["properties"]["publicNetworkAccess"]), (200, &json!("Disabled")));
    assert_eq!(client.get(&format!("/site/{APP}-{SLOT}/api/version")).await.status, 403);
    assert_eq!(client.scm("GET", "/api/deployments", &[], Bytes::new()).await.status, 403);
    assert_eq!(client.get(&format!("/site/{APP}/api/version")).await.status, 200);
}

/// The REST reference's `AuthorizationFailure`; azure-functions-host#9496 shows it behind a private endpoint.
#[tokio::test(start_paused = true)]
async fn storage_without_public_access_refuses_every_request() {
    let world = Rehearsal::new().world;
    let client = PlainClient::for_audience(&world, "https://storage.azure.com").await;
    let list = format!("/blob/{STORAGE}/packages?restype=container&comp=list");
    let ask = async || {
        let bearer = format!("Bearer {}", client.token());
        let headers = [("authorization", bearer.as_str()), ("x-ms-version", "2024-11-04")];
        client.send_with("GET", &list, &headers, Bytes::new()).await
    };
    assert_eq!(ask().await.status, 200);
    world.state().storage.get_mut(STORAGE).unwrap().is_private = true;
    let refused = ask().await;
    assert_eq!((refused.status, refused.header("x-ms-error-code")), (403, Some("AuthorizationFailure")));
}

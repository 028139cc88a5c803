//! API versions that the control plane does not have: facts: arm-errors.

use rehearsal::default_world::{APP, GROUP, SUBSCRIPTION};
use serde_json::{Value, json};

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

async fn answered(client: &PlainClient, path: &str, version: &str) -> (u16, Value) {
    let reply = client.get(&format!("/subscriptions/{SUBSCRIPTION}{path}?api-version={version}")).await;
    (reply.status, reply.json()["error"].clone())
}

#[tokio::test(start_paused = true)]
async fn a_version_that_nobody_has_is_refused_with_those_that_are_known() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let site = format!("/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}");
    for (path, kind) in [
        (site.clone(), "sites"),
        (format!("{site}/slots/staging/config/web"), "sites/slots/config"),
        (format!("{site}/providers/Microsoft.Insights/metrics"), "metrics"),
    ] {
        let of_web = kind.starts_with("sites").then_some("2023-12-02");
        for version in ["x", "2099-01-01", "2015-13-45"].into_iter().chain(of_web) {
            let (status, error) = answered(&client, &path, version).await;
            assert_eq!((status, &error["code"]), (400, &json!("NoRegisteredProviderFound")), "{path} {version}");
            let words = format!(
                "No registered resource provider found for location 'westeurope' and API version '{version}' for type '{kind}'. \
                 The supported api-versions are '2014-"
            );
            assert!(error["message"].as_str().unwrap().starts_with(&words), "{error}");
        }
    }
    for path in ["", "/resourceGroups", "/resources", "/providers/Microsoft.Web"] {
        let (status, error) = answered(&client, path, "2099-01-01").await;
        assert_eq!((status, &error["code"]), (400, &json!("InvalidApiVersionParameter")), "{path}");
        let words = "The api-version '2099-01-01' is invalid. The supported versions are '";
        assert!(error["message"].as_str().unwrap().starts_with(words), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_version_that_a_list_may_lack_is_answered_where_not_all_are_known() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    assert_eq!(answered(&client, "/resourceGroups", "2025-05-31-preview").await.0, 200);
    let identities = format!("/resourceGroups/{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities");
    // Whatever else it says: this client has no right to it.
    assert_eq!(answered(&client, &identities, "2025-05-31-preview").await.0, 403);
}

#[tokio::test(start_paused = true)]
async fn each_version_that_a_provider_names_is_answered() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let provider = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Web?api-version=2022-12-01");
    let types = client.get(&provider).await.json()["resourceTypes"].clone();
    let versions = types[0]["apiVersions"].as_array().unwrap();
    assert!(versions.len() > 20);
    for version in versions {
        let path = format!("/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}");
        assert_eq!(answered(&client, &path, version.as_str().unwrap()).await.0, 200, "{version}");
    }
}

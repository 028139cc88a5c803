//! Access to SCM sites and hosts of the simulated Azure.

use std::time::Duration;

use crate::support::plain_client::PlainClient;
use crate::support::{Rehearsal, TestApp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use serde_json::{Value, json};

const SCM: &str = "/scm/shop-orders-staging/api/deployments";

async fn by_password(client: &PlainClient, place: &str) -> u16 {
    let told = client.arm("POST", &format!("{place}/config/publishingcredentials/list"), None).await.json();
    let text = |name: &str| told["properties"][name].as_str().unwrap().to_owned();
    let pair = format!("{}:{}", text("publishingUserName"), text("publishingPassword"));
    let basic = format!("Basic {}", STANDARD.encode(pair));
    client.send_with("GET", SCM, &[("authorization", &basic)], Bytes::new()).await.status
}

/// facts: arm-calls; facts: scm-access.
#[tokio::test(start_paused = true)]
async fn publishing_credentials_open_the_scm_site_only_where_the_policy_allows_them() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    assert_eq!(by_password(&client, "/slots/staging").await, 401, "off, as on new apps");
    let policy = "/slots/staging/basicPublishingCredentialsPolicies/scm";
    let allow = |allowed: bool| Some(json!({"properties": {"allow": allowed}}));
    let put = client.arm("PUT", policy, allow(true)).await;
    assert_eq!((put.status, &put.json()["properties"]["allow"]), (200, &json!(true)));
    assert_eq!(by_password(&client, "/slots/staging").await, 200);
    assert_eq!(by_password(&client, "").await, 401, "production's are others");
    let ftp = client.arm("GET", "/slots/staging/basicPublishingCredentialsPolicies/ftp", None).await;
    assert_eq!(ftp.json()["properties"]["allow"], false);
    client.arm("PUT", policy, allow(false)).await;
    assert_eq!(by_password(&client, "/slots/staging").await, 401);
}

/// facts: scm-access: the reason phrase is what the Azure CLI looks for.
#[tokio::test(start_paused = true)]
async fn access_restrictions_keep_callers_from_the_scm_site_and_from_the_app() {
    let client = PlainClient::of(&Rehearsal::new().world).await;
    let restrict = async |properties: Value| {
        let written = client.arm("PATCH", "/slots/staging/config/web", Some(json!({"properties": properties}))).await;
        assert_eq!(written.status, 200);
        // Both are restarted by it.
        tokio::time::sleep(Duration::from_secs(20)).await;
        let app = client.get(&format!("/site/{APP}-{SLOT}/api/version")).await.status;
        (client.get(SCM).await.status, app)
    };
    let office = json!([{"ipAddress": "192.0.2.0/27", "action": "Allow", "priority": 100, "name": "office"}]);
    let here = json!([{"ipAddress": "127.0.0.0/8", "action": "Allow", "priority": 100, "name": "here"}]);
    assert_eq!(restrict(json!({"scmIpSecurityRestrictions": office})).await, (403, 200));
    assert_eq!(restrict(json!({"scmIpSecurityRestrictions": here})).await, (200, 200));
    assert_eq!(restrict(json!({"ipSecurityRestrictions": office})).await, (200, 403));
    assert_eq!(restrict(json!({"scmIpSecurityRestrictionsUseMain": true})).await, (403, 403));
    let request = http::Request::get(format!("{}{SCM}", client.world.origin())).body(Bytes::new()).unwrap();
    let rehearsal::Answer::Response(refused) = client.world.handle(request).await else { panic!("none") };
    assert_eq!(refused.extensions().get::<hyper::ext::ReasonPhrase>().unwrap().as_bytes(), b"Ip Forbidden");
}

/// azure-functions-host, `ScriptJwtBearerExtensions`.
#[tokio::test(start_paused = true)]
async fn an_admin_token_is_accepted_by_its_own_side_for_five_minutes() {
    let app = TestApp::new("x").http("guarded", "function");
    let client = PlainClient::of(&Rehearsal::of(&app, &app).world).await;
    let token = client.arm("GET", "/slots/staging/functions/admin/token", None).await;
    assert_eq!(token.status, 200);
    let token = token.json().as_str().unwrap().to_owned();
    let ask = async |site: &str, header: &str, value: &str| {
        client.send_with("GET", &format!("/site/{site}"), &[(header, value)], Bytes::new()).await.status
    };
    let (slot, bearer) = (format!("{APP}-{SLOT}"), format!("Bearer {token}"));
    assert_eq!(ask(&format!("{slot}/admin/host/status"), "authorization", &bearer).await, 200);
    assert_eq!(ask(&format!("{slot}/admin/host/status"), "x-ms-site-token", &token).await, 200);
    assert_eq!(ask(&format!("{slot}/api/guarded"), "x-ms-site-token", &token).await, 200);
    assert_eq!(ask(&format!("{APP}/admin/host/status"), "x-ms-site-token", &token).await, 401);
    assert_eq!(ask(&format!("{slot}/admin/host/status"), "x-ms-site-token", "nonsense").await, 401);
    tokio::time::sleep(Duration::from_secs(301)).await;
    assert_eq!(ask(&format!("{slot}/admin/host/status"), "x-ms-site-token", &token).await, 401);
}

/// facts: scm-access: a token for the control plane is taken, also one for the address that the control plane had before.
#[tokio::test(start_paused = true)]
async fn a_token_of_the_classic_audience_opens_the_scm_site() {
    let world = Rehearsal::new().world;
    for audience in ["https://management.core.windows.net", "https://appservice.azure.com"] {
        let client = PlainClient::for_audience(&world, audience).await;
        assert_eq!(client.scm("GET", "/api/deployments", &[], Bytes::new()).await.status, 200, "{audience}");
    }
    let client = PlainClient::for_audience(&world, "https://storage.azure.com").await;
    assert_eq!(client.scm("GET", "/api/deployments", &[], Bytes::new()).await.status, 401);
}

//! Resource providers that a subscription has not registered.

use rehearsal::default_world::{SLOT, SUBSCRIPTION};
use serde_json::json;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// facts: arm-errors: a provider that the subscription has not registered.
#[tokio::test(start_paused = true)]
async fn metrics_are_refused_until_the_subscription_has_registered_the_provider() {
    let world = Rehearsal::new().world;
    world.state().unregistered.insert("microsoft.insights".to_owned());
    world.state().directory.apps[0].actions.push("*/register/action".to_owned());
    let client = PlainClient::of(&world).await;
    let metrics = "/slots/staging/providers/Microsoft.Insights/metrics";
    let refused = client.arm("GET", metrics, None).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (409, &json!("MissingSubscriptionRegistration")));
    assert!(refused.json()["error"]["message"].as_str().unwrap().contains("'Microsoft.Insights'"));
    assert_eq!(client.arm("GET", &format!("/slots/{SLOT}"), None).await.status, 200, "the others are");
    let provider = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Insights");
    let register = format!("{provider}/register?api-version=2021-04-01");
    assert_eq!(client.send("POST", &register, bytes::Bytes::new()).await.json()["registrationState"], "Registered");
    assert_eq!(client.arm("GET", metrics, None).await.status, 200);
}

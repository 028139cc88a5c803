//! Requests to production that are served by a slot.

use bytes::Bytes;
use rehearsal::default_world::{APP, SLOT};
use serde_json::json;

use crate::support::plain_client::PlainClient;
use crate::support::{Rehearsal, TestApp};

/// facts: functions-host: query before cookie, `self` for production, a share of all others by the rules, and a cookie for an hour.
#[tokio::test(start_paused = true)]
async fn requests_to_production_are_routed_by_query_cookie_and_ramp_up_rules() {
    let former = TestApp::new("former");
    let world = Rehearsal::of(&former, &former).slot(|side| side.moving.content = TestApp::new("new").content()).world;
    let client = PlainClient::of(&world).await;
    let path = format!("/site/{APP}/api/version");
    let commit = async |query: &str, cookie: &str| {
        let reply = client.send_with("GET", &format!("{path}{query}"), &[("cookie", cookie)], Bytes::new()).await;
        (reply.json()["commit"].as_str().unwrap().to_owned(), reply.header("set-cookie").map(str::to_owned))
    };
    assert_eq!(commit("", "").await, ("former".to_owned(), None));
    assert_eq!(commit("?x-ms-routing-name=staging", "").await.0, "new");
    assert_eq!(commit("", "a=b; x-ms-routing-name=staging").await.0, "new");
    assert_eq!(commit("?x-ms-routing-name=self", "x-ms-routing-name=staging").await.0, "former");

    let rules = json!({"properties": {"experiments": {"rampUpRules": [
        {"name": SLOT, "actionHostName": format!("{APP}-{SLOT}.azurewebsites.net"), "reroutePercentage": 30.0},
    ]}}});
    assert_eq!(client.arm("PATCH", "/config/web", Some(rules)).await.status, 200);
    let mut news = 0;
    for _ in 0..100 {
        let (commit, cookie) = commit("", "").await;
        let cookie = cookie.unwrap();
        let name = if commit == "new" { SLOT } else { "self" };
        assert!(cookie.contains(&format!("x-ms-routing-name={name};")) && cookie.contains("Max-Age=3600"), "{cookie}");
        news += i32::from(commit == "new");
    }
    assert_eq!(news, 30);
    assert_eq!(commit("", "x-ms-routing-name=self").await.0, "former", "who is pinned stays");
}

//! Management locks of groups.

use bytes::Bytes;
use rehearsal::default_world::{GROUP, SUBSCRIPTION};
use serde_json::{Value, json};

use crate::support::Rehearsal;
use crate::support::plain_client::{PlainClient, Reply};

/// facts: arm-errors; the schema of Microsoft.Authorization 2020-05-01: a lock is inherited.
#[tokio::test(start_paused = true)]
async fn a_lock_of_a_group_holds_for_its_sites_is_listed_with_them_and_goes_when_it_is_deleted() {
    let rehearsal = Rehearsal::new().world(|state| state.directory.apps[0].actions = vec!["*".to_owned()]);
    let client = PlainClient::of(&rehearsal.world).await;
    let locks = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Authorization/locks");
    let send = async |method: &str, name: &str, body: Value| -> Reply {
        client.send(method, &format!("{locks}/{name}?api-version=2020-05-01"), Bytes::from(body.to_string())).await
    };
    let level = |level: &str| json!({"properties": {"level": level, "notes": "kept"}});
    assert_eq!(send("PUT", "freeze", level("Frozen")).await.status, 400);
    assert_eq!(send("PUT", "freeze", level("ReadOnly")).await.status, 201);
    assert_eq!(send("PUT", "freeze", level("ReadOnly")).await.status, 200);
    let settings = async || client.arm("POST", "/config/appsettings/list", None).await;
    let refused = settings().await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (409, &json!("ScopeLocked")));
    assert!(
        refused.json()["error"]["message"]
            .as_str()
            .unwrap()
            .contains(&format!("locked: '/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}'"))
    );
    for side in ["", "/slots/staging"] {
        let listed = client.arm("GET", &format!("{side}/providers/Microsoft.Authorization/locks"), None).await.json();
        assert_eq!(
            (&listed["value"][0]["name"], &listed["value"][0]["properties"]["level"]),
            (&json!("freeze"), &json!("ReadOnly"))
        );
    }
    let whole = format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/locks?api-version=2020-05-01");
    assert_eq!(client.get(&whole).await.json()["value"].as_array().unwrap().len(), 1, "what is below is listed");
    assert_eq!(client.get(&format!("{whole}&$filter=atScope()")).await.json()["value"], json!([]));
    assert_eq!(send("DELETE", "freeze", json!({})).await.status, 200);
    assert_eq!(send("DELETE", "freeze", json!({})).await.status, 204);
    assert_eq!(send("GET", "freeze", json!({})).await.status, 404);
    assert_eq!(settings().await.status, 200);
}

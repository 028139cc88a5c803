//! What of the configuration moves with a swap.

use rehearsal::default_world::APP;
use serde_json::json;

use crate::platform::{swap, two_sides};
use crate::support::plain_client::PlainClient;

/// facts: what-moves, both columns.
#[tokio::test(start_paused = true)]
async fn stack_and_mounted_storage_move_with_a_swap_while_access_rules_and_always_on_stay() {
    let rehearsal = two_sides(|side, whose| {
        for (name, value) in [
            ("netFrameworkVersion", json!(format!("of {whose}"))),
            ("alwaysOn", json!(whose == "production")),
            ("ipSecurityRestrictions", json!([{"ipAddress": "Any", "action": "Allow", "name": whose}])),
            ("azureStorageAccounts", json!({"shared": {"accountName": whose}, "own": {"accountName": whose}})),
        ] {
            side.config.web.insert(name.to_owned(), value);
        }
    });
    let world = rehearsal.world;
    world.state().app_mut(APP).unwrap().sticky.as_mut().unwrap().storage = vec!["own".to_owned()];
    let client = PlainClient::of(&world).await;
    swap(&client).await;
    let web = client.arm("GET", "/config/web", None).await.json()["properties"].clone();
    assert_eq!(web["netFrameworkVersion"], "of slot");
    let mounts = &web["azureStorageAccounts"];
    assert_eq!(
        (&mounts["shared"]["accountName"], &mounts["own"]["accountName"]),
        (&json!("slot"), &json!("production"))
    );
    assert_eq!((&web["alwaysOn"], &web["ipSecurityRestrictions"][0]["name"]), (&json!(true), &json!("production")));
}

//! Several apps on one plan and one storage account.

use std::time::Duration;

use rehearsal::state::{Effect, HostState};
use rehearsal::world_file::{build, read};
use rehearsal::{World, WorldOptions};
use serde_json::json;
use time::OffsetDateTime;

use crate::support::plain_client::PlainClient;

const TWO_APPS: &str = r#"
plans: { shared: EP1 }
queues: { shopdata/parcels: [] }
apps:
  shop-orders:
    resource-group: rg-shop
    plan: shared
    sticky: [AzureWebJobs.Take.Disabled]
    production:
      functions: { Version: { http: anonymous, route: version }, Take: { queue: parcels } }
      settings: { AzureWebJobsStorage: "AccountName=shopdata;AccountKey=x==" }
    slots: { staging: { settings: { AzureWebJobs.Take.Disabled: "true" } } }
  shop-bills:
    resource-group: rg-shop
    plan: shared
    production:
      functions: { Take: { queue: parcels } }
      settings: { AzureWebJobsStorage: "AccountName=shopdata;AccountKey=x==" }
"#;

/// facts: plans (`numberOfSites`), facts: functions-host (host ids tell apart who shares a storage account), facts: what-moves (connections decide who consumes).
#[tokio::test(start_paused = true)]
async fn apps_that_share_plan_and_storage_compete_for_queues_only() {
    let wall = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let state = build(&read(TWO_APPS).unwrap(), "sim.test", wall);
    let options = WorldOptions { wall, scale: 1.0, authority: "sim.test".to_owned(), run_apps: false };
    let world = World::new(state, options);
    let client = PlainClient::of(&world).await;
    let plan = client
        .get(
            &client.arm("GET", "", None).await.json()["properties"]["serverFarmId"]
                .as_str()
                .map(|id| format!("{id}?api-version=2023-12-01"))
                .unwrap(),
        )
        .await;
    assert_eq!(plan.json()["properties"]["numberOfSites"], 3, "two apps and a slot");
    for parcel in 0..6 {
        let body = format!("parcel {parcel}");
        assert_eq!(client.send("POST", "/control/queues/shopdata/parcels", body.into()).await.status, 201);
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
    let takers = |world: &World| {
        let effects = world.effects().into_iter();
        let mut takers: Vec<(String, String)> = effects
            .filter_map(|effect| match effect {
                Effect::EventConsumed { app, slot, .. } => Some((app, slot)),
                _ => None,
            })
            .collect();
        takers.sort();
        takers
    };
    let production = |app: &str| (app.to_owned(), "production".to_owned());
    let expected = [vec![production("shop-bills"); 3], vec![production("shop-orders"); 3]].concat();
    assert_eq!(takers(&world), expected, "in turns, and not by the slot");
    let before = world.state().app("shop-bills").unwrap().production.moving.host.instances[0].id.clone();
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", Some(body)).await.status, 202);
    tokio::time::sleep(Duration::from_secs(200)).await;
    let state = world.state();
    let other = &state.app("shop-bills").unwrap().production.moving.host.instances[0];
    assert_eq!((&other.id, &other.state), (&before, &HostState::Running), "a swap of one app does not touch the other");
}

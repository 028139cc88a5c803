//! A slot that is stopped is not swapped, however fast the world is.

use std::time::Duration;

use crate::support::plain_client::PlainClient;
use rehearsal::{World, WorldOptions, default_world};
use serde_json::json;
use time::OffsetDateTime;

#[tokio::test(start_paused = true)]
async fn a_world_that_takes_no_time_refuses_the_swap_of_a_stopped_slot_and_goes_on() {
    let wall = OffsetDateTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let state = default_world::build("sim.test", wall);
    let options = WorldOptions { wall, scale: 0.0, authority: "sim.test".to_owned(), run_apps: false };
    let client = PlainClient::of(&World::new(state, options)).await;
    assert_eq!(client.arm("POST", "/slots/staging/stop", None).await.status, 200);
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    let accepted = client.arm("POST", "/slots/staging/slotsswap", Some(body)).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let location = accepted.header("location").unwrap().to_owned();
    let ended = client.get(location.split_once("sim.test").unwrap().1).await;
    assert_eq!(ended.status, 400);
    assert!(ended.json().to_string().contains("could not be started"), "{}", ended.json());
}

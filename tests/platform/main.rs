//! What the control plane tells of swaps, rights and providers, and what the platform does unasked: a file for each behaviour.
#![allow(clippy::unwrap_used)]

#[path = "../support/plain_client.rs"]
mod plain_client;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/zips.rs"]
mod zips;

mod activity_log;
mod auto_swap;
mod private_endpoints;
mod ramp_up;
mod roles;
mod shared_plan;
mod site_config_swap;
mod slot_differences;
mod throttling;
mod unregistered_provider;

use std::time::Duration;

use plain_client::PlainClient;
use serde_json::json;
use slot_deploy::rehearsal::state::Side;
use support::Rehearsal;

fn two_sides(change: impl Fn(&mut Side, &str)) -> Rehearsal {
    Rehearsal::new().production(|side| change(side, "production")).slot(|side| change(side, "slot"))
}

async fn swap(client: &PlainClient) {
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", Some(body)).await.status, 202);
    tokio::time::sleep(Duration::from_secs(200)).await;
}

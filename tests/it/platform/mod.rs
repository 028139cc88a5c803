//! Swaps, rights and providers of the control plane, and what the platform does by itself: one file per behaviour.

mod activity_log;
mod api_versions;
mod auto_swap;
mod bad_writes;
mod content_share;
mod discovery;
mod identities;
mod lists;
mod locks;
mod private_endpoints;
mod publish_profile;
mod ramp_up;
mod roles;
mod shared_plan;
mod side_details;
mod site_config_swap;
mod site_writes;
mod slot_differences;
mod stopped_slot;
mod throttling;
mod unregistered_provider;

use std::time::Duration;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;
use rehearsal::state::Side;
use serde_json::json;

fn two_sides(change: impl Fn(&mut Side, &str)) -> Rehearsal {
    Rehearsal::new().production(|side| change(side, "production")).slot(|side| change(side, "slot"))
}

async fn swap(client: &PlainClient) {
    let body = json!({"targetSlot": "production", "preserveVnet": true});
    assert_eq!(client.arm("POST", "/slots/staging/slotsswap", Some(body)).await.status, 202);
    tokio::time::sleep(Duration::from_secs(200)).await;
}

//! Slots that swap by themselves.

use crate::support::zips;
use std::time::Duration;

use rehearsal::default_world::APP;
use rehearsal::state::Effect;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// facts: swap-warm-up: on Windows only, without a request.
#[tokio::test(start_paused = true)]
async fn a_slot_with_auto_swap_is_swapped_after_a_deployment_on_windows_and_not_on_linux() {
    for windows in [true, false] {
        let world = Rehearsal::new().slot(|side| side.auto_swap = Some("production".to_owned())).world;
        world.state().plans.get_mut("plan-shop").unwrap().linux = !windows;
        let client = PlainClient::of(&world).await;
        let zip = zips::zip_of(&[("host.json", b"{}"), ("version.txt", b"new")]);
        assert_eq!(client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await.status, 202);
        tokio::time::sleep(Duration::from_secs(10)).await;
        let zip = zips::zip_of(&[("host.json", b"{}"), ("version.txt", b"new")]);
        let again = client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await;
        assert_eq!(again.status, if windows { 409 } else { 202 });
        assert_eq!(String::from_utf8_lossy(&again.body).contains("auto swap"), windows);
        tokio::time::sleep(Duration::from_secs(400)).await;
        let swapped = world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. }));
        assert_eq!(swapped, windows);
        let new = world.state().app(APP).unwrap().production.moving.wwwroot().get("version.txt").is_some();
        assert_eq!(new, windows);
    }
}

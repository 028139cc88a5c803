//! A slot with `autoSwapSlotName` is swapped by itself when a deployment to it has succeeded; only apps on Windows do it
//! (facts: swap-warm-up). Nobody is asked and nothing is probed, and for two minutes no further deployment is taken. The file that
//! says so lies beside the content and goes where it goes.

use time::OffsetDateTime;

use super::swap;
use crate::clock::Clock;
use crate::latency;
use crate::state::{Place, Platform, State};

/// A deployment has ended on this side.
pub fn after_deployment(state: &mut State, clock: &Clock, place: &Place, deployment: &str, at: OffsetDateTime) {
    let Some(side) = state.side(place).filter(|_| place.slot.is_some()) else {
        return;
    };
    let succeeded = side.moving.kudu.deployments.iter().any(|one| one.id == deployment && one.succeeded == Some(true));
    let Some(target) = side.auto_swap.clone().filter(|_| succeeded && state.platform(&place.app) == Platform::Windows)
    else {
        return;
    };
    // A swap that cannot begin is not tried again.
    let begun = swap::begin(state, clock, place, &Place::named(&place.app, &target), at);
    if let Some(side) = state.side_mut(place).filter(|_| begun.is_ok()) {
        side.moving.kudu.auto_swapping = Some(at + clock.latency(latency::AUTO_SWAP_LOCK));
    }
}

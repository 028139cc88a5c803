//! A slot with `autoSwapSlotName` is swapped by itself when a deployment to it has succeeded; only apps on Windows do it
//! (azure-wire §5.4). Nobody is asked and nothing is probed. That further deployments are refused for two minutes is not done
//! here.

use time::OffsetDateTime;

use super::swap;
use crate::rehearsal::clock::Clock;
use crate::rehearsal::state::{Place, Platform, State};

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
    let _ = swap::begin(state, clock, place, &Place::named(&place.app, &target), at);
}

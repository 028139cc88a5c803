//! The platform takes a completed swap back by itself, as it does when the swapped instances do not come up in production
//! (release-safety §8, "Azure reverts"). It says nothing: the operation had succeeded, and `slotSwapStatus` keeps the time of
//! the swap.

use time::OffsetDateTime;

use super::{restart, swap_exchange};
use crate::rehearsal::clock::Clock;
use crate::rehearsal::state::{Effect, State};

/// Routing is switched back, if nobody is at work on either side.
pub fn put_back(state: &mut State, clock: &Clock, id: &str, at: OffsetDateTime) {
    let Some(operation) = state.operations.get(id).cloned() else {
        return;
    };
    let Some((before, now)) = swap_exchange::switch(state, &operation, at) else {
        return;
    };
    let (source, target) = (&operation.source, &operation.target);
    let effect = Effect::SwapPutBack {
        app: source.app.clone(),
        source: source.slot_name().to_owned(),
        target: target.slot_name().to_owned(),
        now,
        before,
    };
    state.note(at, effect);
    restart::restart(state, clock, source, at);
}

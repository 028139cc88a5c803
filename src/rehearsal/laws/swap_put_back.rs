//! The platform takes a completed swap back by itself, as it does when the swapped instances do not come up in production
//! (facts: unconditional-swap, "Azure reverts"). It says nothing: the operation had succeeded, and `slotSwapStatus` keeps the time of
//! the swap.

use time::OffsetDateTime;

use super::{restart, swap_exchange};
use crate::clock::Clock;
use crate::state::{Effect, State};

/// Routing is switched back, if no other operation is at work on either side.
pub fn put_back(state: &mut State, clock: &Clock, id: &str, at: OffsetDateTime) {
    let Some(operation) = state.operations.get(id).cloned() else {
        return;
    };
    let is_others = |place| state.side(place).and_then(|side| side.operation.as_ref()).is_some_and(|other| other != id);
    if [&operation.source, &operation.target].into_iter().any(is_others) {
        return;
    }
    let Some((before, now)) = swap_exchange::switch(state, &operation, at) else {
        return;
    };
    let (app, source, target) = operation.names();
    state.note(at, Effect::SwapPutBack { app, source, target, now, before });
    restart::restart(state, clock, &operation.source, at);
}

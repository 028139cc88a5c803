use time::OffsetDateTime;

use super::swap;
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::swap_preview;
use crate::state::{Place, State};

/// `applySlotConfig`: 200 at once and without body (recorded).
pub(super) fn apply(
    world: &World,
    state: &mut State,
    incoming: &Incoming,
    source: &Place,
    now: OffsetDateTime,
) -> Reply {
    let target = match swap::target(incoming, source) {
        Ok(target) => target,
        Err(refused) => return refused,
    };
    match swap_preview::apply(state, world.clock(), source, &target, now) {
        Ok(()) => Reply::empty(200),
        Err(why) => swap::refused(state, source, why, now),
    }
}

/// `resetSlotConfig`, on either side.
pub(super) fn reset(world: &World, state: &mut State, place: &Place, now: OffsetDateTime) -> Reply {
    swap_preview::reset(state, world.clock(), place, now);
    Reply::empty(200)
}

use time::OffsetDateTime;

use crate::rehearsal::World;
use crate::rehearsal::doors::Reply;
use crate::rehearsal::laws::restart;
use crate::rehearsal::state::{Effect, Place, State};

/// Start, stop and restart answer at once and return before they are through (azure-wire §2.4).
pub fn answer(world: &World, state: &mut State, place: &Place, how: &str, now: OffsetDateTime) -> Reply {
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    match how {
        "stop" => {
            side.running = false;
            side.moving.host.instances.clear();
        }
        _ => {
            side.running = true;
            restart::restart(state, world.clock(), place, now);
        }
    }
    let effect =
        Effect::PowerChanged { app: place.app.clone(), slot: place.slot_name().to_owned(), how: how.to_owned() };
    state.note(now, effect);
    Reply::empty(200)
}

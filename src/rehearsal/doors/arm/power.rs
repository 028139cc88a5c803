use time::OffsetDateTime;

use crate::World;
use crate::doors::Reply;
use crate::laws::{executions, restart};
use crate::state::{Effect, Place, State};

/// Start, stop and restart answer at once and return before they are through (facts: arm-calls).
pub(super) fn answer(world: &World, state: &mut State, place: &Place, how: &str, now: OffsetDateTime) -> Reply {
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    match how {
        "stop" => {
            side.running = false;
            let gone: Vec<String> = side.moving.host.instances.drain(..).map(|instance| instance.id).collect();
            executions::cut(state, world.clock(), &gone, now);
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

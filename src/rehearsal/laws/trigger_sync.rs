//! The control plane asks the host for its functions; until then it lists what it knew (facts: settings-restart).

use time::OffsetDateTime;

use super::functions;
use crate::state::{Effect, Place, State};

/// Syncs the triggers of `place`; the error is what the host runtime answers when it does not
/// serve.
pub fn sync(state: &mut State, place: &Place, at: OffsetDateTime) -> Result<(), &'static str> {
    let Some(side) = state.side_mut(place) else {
        return Err("NotFound");
    };
    if !side.running || !side.moving.host.is_serving() {
        return Err("ServiceUnavailable");
    }
    side.moving.synced = functions::listed(side.moving.wwwroot(), &side.answering_settings());
    let names = side.moving.synced.iter().map(|function| function.name.clone()).collect();
    let effect =
        Effect::TriggersSynced { app: place.app.clone(), slot: place.slot_name().to_owned(), functions: names };
    state.note(at, effect);
    Ok(())
}

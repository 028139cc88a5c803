//! A swap with preview (facts: arm-calls; facts: swap-order; recorded): the target's sticky settings are applied to
//! the source, which restarts, and there it rests. From then on settings of neither side can be
//! written, until the swap is completed or the preparation is taken back. Where either side signs its users in by itself, Azure
//! does not do it at all.

use time::OffsetDateTime;

use super::swap_admission::{Refused, admit};
use super::{restart, site_auth, sticky};
use crate::clock::Clock;
use crate::state::{App, Effect, Place, Side, State};

/// Prepares the swap of `source` into `target`.
pub fn apply(
    state: &mut State,
    clock: &Clock,
    source: &Place,
    target: &Place,
    at: OffsetDateTime,
) -> Result<(), Refused> {
    admit(state, source, target)?;
    if [source, target].into_iter().any(|place| state.side(place).is_some_and(site_auth::is_on)) {
        return Err(Refused::SiteAuth);
    }
    let (app, of_target) = state
        .app(&source.app)
        .cloned()
        .zip(state.side(target).map(|side| side.settings.clone()))
        .ok_or_else(|| Refused::NoSlot(target.slot_name().to_owned()))?;
    if let Some(side) = state.side_mut(source) {
        let own = side.settings.clone();
        side.settings = sticky::moved(&own, &of_target, |name| app.is_sticky(name));
        // Asked for twice it still remembers what was there at first.
        side.config.before_preview.get_or_insert(own);
        side.prepared_with = Some(target.slot_name().to_owned());
        side.modified = at;
    }
    if let Some(side) = state.side_mut(target) {
        side.prepared_with = Some(source.slot_name().to_owned());
    }
    note(state, source, true, at);
    restart::restart(state, clock, source, at);
    Ok(())
}

/// Takes the preparation back, whichever of the two sides is asked. Nothing prepared is fine, too
/// (recorded: 200 after a completed swap).
pub fn reset(state: &mut State, clock: &Clock, place: &Place, at: OffsetDateTime) {
    let Some(with) = state.side(place).and_then(|side| side.prepared_with.clone()) else {
        return;
    };
    for place in [place.clone(), Place::named(&place.app, &with)] {
        let Some(side) = state.side_mut(&place) else {
            continue;
        };
        side.prepared_with = None;
        if let Some(before) = side.config.before_preview.take() {
            side.settings = before;
            side.modified = at;
            note(state, &place, false, at);
            restart::restart(state, clock, &place, at);
        }
    }
}

/// Whether settings of this side cannot be written, because a swap is prepared (facts: arm-errors).
pub fn is_prepared(state: &State, place: &Place) -> bool {
    state.side(place).is_some_and(|side| side.prepared_with.is_some())
}

fn note(state: &mut State, source: &Place, prepared: bool, at: OffsetDateTime) {
    let effect = Effect::SwapPrepared { app: source.app.clone(), source: source.slot_name().to_owned(), prepared };
    state.note(at, effect);
}

/// The source's own sticky settings again, before a prepared swap exchanges the others.
pub fn undo(app: &App, source: &mut Side) {
    if let Some(before) = source.config.before_preview.take() {
        source.settings = sticky::moved(&source.settings, &before, |name| app.is_sticky(name));
    }
}

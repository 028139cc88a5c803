use super::site_json::{self, Shown};
use crate::rehearsal::doors::Reply;
use crate::rehearsal::state::{Place, State};

/// One side.
pub fn get(state: &State, place: &Place) -> Reply {
    match state.app(&place.app).zip(state.side(place)) {
        Some((app, side)) => Reply::json(200, &site_json::site(state, app, place, side, Shown::Alone)),
        None => Reply::empty(404),
    }
}

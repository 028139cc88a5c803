use time::OffsetDateTime;

use super::errors;
use super::shown::Shown;
use super::site_json;
use crate::World;
use crate::doors::Reply;
use crate::laws::site_write::{self, Written};
use crate::state::{Place, State};

/// One side.
pub(super) fn get(state: &State, place: &Place) -> Reply {
    match state.app(&place.app).zip(state.side(place)) {
        Some((app, side)) => Reply::json(200, &site_json::site(state, app, place, side, Shown::Alone)),
        None => Reply::empty(404),
    }
}

/// Writes a site that is there; this world creates none. Of what can be written nothing is kept but
/// the time.
pub(super) fn put(world: &World, state: &mut State, place: &Place, now: OffsetDateTime) -> Reply {
    under_lock(world, state, &place.app, now, |state| {
        if let Some(side) = state.side_mut(place) {
            side.modified = now;
        }
        match state.app(&place.app).zip(state.side(place)) {
            Some((app, side)) => Reply::json(200, &site_json::site(state, app, place, side, Shown::Written)),
            None => Reply::empty(404),
        }
    })
}

/// A write of a site or slot, which waits for no other one and is not always waited for (facts: arm-errors). What it refuses takes
/// no time.
pub(super) fn under_lock(
    world: &World,
    state: &mut State,
    app: &str,
    now: OffsetDateTime,
    write: impl FnOnce(&mut State) -> Reply,
) -> Reply {
    if site_write::is_locked(state, app, now) {
        let message = "Cannot acquire exclusive lock to create, update or delete this site. Retry the request later.";
        return errors::provider(429, "429", "59206", message);
    }
    let reply = write(state);
    if !reply.response.status().is_success() {
        return reply;
    }
    match site_write::begin(state, world.clock(), app, now) {
        Written::In(takes) => reply.later(takes),
        Written::Unheard(after) => {
            let message =
                "The gateway did not receive a response from 'Microsoft.Web' within the specified time period.";
            let mut reply = errors::gateway(504, "GatewayTimeout", message).later(after);
            let cause = http::HeaderValue::from_static("service");
            reply.response.headers_mut().insert("x-ms-failure-cause", cause);
            reply
        }
    }
}

use serde_json::Value;
use time::OffsetDateTime;

use super::shown::Shown;
use super::{errors, site_json, swap, web_config};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::odata::Filter;
use crate::laws::site_body::{self, Refused, SiteBody};
use crate::laws::site_change::{self, NoIdentity};
use crate::laws::site_write::{self, Written};
use crate::laws::swap_preview;
use crate::state::{App, Place, State};

/// One side.
pub(super) fn get(state: &State, place: &Place) -> Reply {
    match state.app(&place.app).zip(state.side(place)) {
        Some((app, side)) => Reply::json(200, &site_json::site(state, app, place, side, Shown::Alone)),
        None => Reply::empty(404),
    }
}

/// The apps of one group or of all, or of one plan; with their slots, where that is asked.
pub(super) fn list(state: &State, group: Option<&str>, plan: Option<&str>, includes_slots: bool) -> Vec<Value> {
    let in_group = |app: &&App| group.is_none_or(|group| app.group.eq_ignore_ascii_case(group));
    let on_plan = |app: &&App| plan.is_none_or(|plan| app.plan.eq_ignore_ascii_case(plan));
    let mut all = Vec::new();
    for app in state.apps.values().filter(in_group).filter(on_plan) {
        for place in app.places().into_iter().filter(|place| includes_slots || place.slot.is_none()) {
            let side = app.side(place.slot.as_deref());
            all.extend(side.map(|side| site_json::site(state, app, &place, side, Shown::InList)));
        }
    }
    all
}

/// Those of them that a filter takes, which may ask for the state (docs: App Service Plans, List Web Apps).
pub(super) fn filtered(all: Vec<Value>, filter: &str) -> Result<Vec<Value>, Reply> {
    let read = Filter::read(filter).filter(|read| read.names().iter().all(|name| ["state", "name"].contains(name)));
    let read = read.ok_or_else(|| errors::invalid_filter(filter))?;
    let takes = |site: &Value| read.takes(&|name| site["properties"][name].as_str().map(str::to_owned));
    Ok(all.into_iter().filter(takes).collect())
}

/// Writes a site or slot that is there, by PUT or PATCH: what is sent is kept, or refused as a whole.
pub(super) fn write(
    world: &World,
    state: &mut State,
    incoming: &Incoming,
    place: &Place,
    now: OffsetDateTime,
) -> Reply {
    under_lock(world, state, &place.app, now, |state| match change(state, incoming, place, place, now) {
        Ok(change) => changed(world, state, place, change, now),
        Err(refused) => refused,
    })
}

/// What a request changes of `place`, which is shown as `like`.
pub(super) fn change(
    state: &State,
    incoming: &Incoming,
    place: &Place,
    like: &Place,
    now: OffsetDateTime,
) -> Result<SiteBody, Reply> {
    let Some((app, side)) = state.app(&like.app).zip(state.side(like)) else {
        return Err(Reply::empty(404));
    };
    let body = incoming.json().unwrap_or_default();
    if !is_named(&body["name"], place) {
        return Err(errors::invalid("name"));
    }
    let web = web_config::properties(app, side);
    let change = site_body::read(&body, &site_json::site(state, app, like, side, Shown::Alone), &web);
    match change {
        Ok(change) if !change.web.is_empty() && swap_preview::is_prepared(state, place) => {
            Err(swap::refused(state, place, swap::Refused::Prepared, now))
        }
        Ok(change) => Ok(change),
        Err(Refused::Malformed(name)) => Err(errors::invalid(&name)),
        Err(Refused::NotSimulated(what)) => {
            Err(errors::not_simulated(format!("{} of a site with {what}", incoming.method)))
        }
    }
}

/// Whether a body names nothing else than its path: the app, the slot, or `app/slot`.
fn is_named(name: &Value, place: &Place) -> bool {
    let own = place.slot.as_ref().map(|slot| [slot.clone(), format!("{}/{slot}", place.app)]);
    let known = own.map_or_else(|| vec![place.app.clone()], Vec::from);
    name.is_null() || name.as_str().is_some_and(|name| known.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Makes a change, and shows the site.
pub(super) fn changed(world: &World, state: &mut State, place: &Place, change: SiteBody, now: OffsetDateTime) -> Reply {
    if let Err(NoIdentity(id)) = site_change::apply(state, world.clock(), place, change, now) {
        let message = format!(
            "Identity operation for resource '{}' failed with error 'Resource {id} was not found.'.",
            state.app(&place.app).map(|app| site_json::id(state, app, place)).unwrap_or_default()
        );
        return errors::gateway(400, "FailedIdentityOperation", message);
    }
    match state.app(&place.app).zip(state.side(place)) {
        Some((app, side)) => Reply::json(200, &site_json::site(state, app, place, side, Shown::Written)),
        None => Reply::empty(404),
    }
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

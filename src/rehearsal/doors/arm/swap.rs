use time::OffsetDateTime;
use time::macros::format_description;

use super::errors;
use super::shown::Shown;
use super::site_json;
use crate::World;
use crate::doors::{Incoming, Reply};
pub(super) use crate::laws::swap_admission::Refused;

use crate::laws::swap;
use crate::state::{OperationState, Place, State};

/// `slotsswap`: 202 with a Location, neither Retry-After nor Azure-AsyncOperation (recorded).
pub(super) fn ask(world: &World, state: &mut State, incoming: &Incoming, source: &Place, now: OffsetDateTime) -> Reply {
    let target = match target(incoming, source) {
        Ok(target) => target,
        Err(refused) => return refused,
    };
    match swap::begin(state, world.clock(), source, &target, now) {
        Ok(id) => Reply::empty(202).header("location", location(world, state, incoming, source, &id, now)),
        Err(why) => refused(state, source, why, now),
    }
}

/// The side that a request names as its target.
pub(super) fn target(incoming: &Incoming, source: &Place) -> Result<Place, Reply> {
    let body = incoming.json().unwrap_or_default();
    let Some(target) = body["targetSlot"].as_str() else {
        return Err(errors::invalid("targetSlot"));
    };
    Ok(Place::named(&source.app, target))
}

/// Why a swap or its preview is not begun.
pub(super) fn refused(state: &State, source: &Place, why: Refused, now: OffsetDateTime) -> Reply {
    match why {
        Refused::Busy { operation } => busy(state, source, &operation, now),
        Refused::Prepared => errors::provider(
            409,
            "Conflict",
            "59203",
            "The slot cannot be changed because its configuration settings have been prepared for swap.",
        ),
        Refused::NoSlot(slot) => {
            errors::provider(404, "NotFound", "51004", format!("Cannot find Slot with name {slot}."))
        }
        // The status and the words are not known; that it is refused is (facts: swap-order).
        Refused::SiteAuth => errors::provider(
            409,
            "Conflict",
            "59203",
            "Swap with preview is not supported when site authentication is enabled on one of the slots.",
        ),
        Refused::SameSide => errors::provider(400, "BadRequest", "04007", "Source and target slots must be different."),
    }
}

/// Another operation goes on (facts: arm-errors).
pub(super) fn busy(state: &State, place: &Place, operation: &str, now: OffsetDateTime) -> Reply {
    let format = format_description!("[month]/[day]/[year] [hour repr:12]:[minute]:[second] [period]");
    let created = state.operations.get(operation).map(|operation| operation.began).unwrap_or(now);
    let message = format!(
        "Cannot modify this site because another operation is in progress. Details: Id: {operation}, OperationName: \
         SwapSiteSlots, CreatedTime: {}, WebSystemName: websites, SubscriptionName: {}, SiteName: {}, SlotName: {}",
        created.format(format).unwrap_or_default(),
        state.subscription,
        place.app,
        place.slot_name()
    );
    errors::provider(409, "Conflict", "59203", message)
}

/// A poll: 202 with a newly signed Location; at the end 200 with the source's resource, or the
/// error itself.
pub(super) fn poll(
    world: &World,
    state: &State,
    incoming: &Incoming,
    place: &Place,
    id: &str,
    now: OffsetDateTime,
) -> Reply {
    let Some(operation) = state.operations.get(id) else {
        return errors::gateway(404, "NotFound", format!("The operation {id} could not be found."));
    };
    match &operation.state {
        OperationState::Applying | OperationState::WarmingUp | OperationState::Finishing => {
            Reply::empty(202).header("location", location(world, state, incoming, place, id, now))
        }
        OperationState::Succeeded => match state.app(&place.app).zip(state.side(&operation.source)) {
            Some((app, side)) => Reply::json(200, &site_json::site(state, app, &operation.source, side, Shown::Alone)),
            None => Reply::empty(404),
        },
        OperationState::Failed { status, code, message } => errors::provider(*status, code, "04009", message),
    }
}

fn location(world: &World, state: &State, incoming: &Incoming, place: &Place, id: &str, now: OffsetDateTime) -> String {
    let version = incoming.parameter("api-version").unwrap_or_default();
    let path = state.app(&place.app).map(|app| site_json::id(state, app, place)).unwrap_or_default();
    let ticks = now.unix_timestamp_nanos() / 100;
    format!("{}{path}/operationresults/{id}?api-version={version}&t={ticks}&c=sim&s=sim-{ticks}&h=sim", world.origin())
}

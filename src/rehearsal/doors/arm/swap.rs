use time::OffsetDateTime;
use time::macros::format_description;

use super::{errors, site_json};
use crate::rehearsal::World;
use crate::rehearsal::doors::{Incoming, Reply};
use crate::rehearsal::laws::swap::{self, Refused};
use crate::rehearsal::state::{OperationState, Place, State};

/// `slotsswap`: 202 with a Location, neither Retry-After nor Azure-AsyncOperation (recorded).
pub fn ask(world: &World, state: &mut State, incoming: &Incoming, source: &Place, now: OffsetDateTime) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let Some(target) = body["targetSlot"].as_str() else {
        return errors::provider(400, "BadRequest", "51021", "The parameter targetSlot has an invalid value.");
    };
    let slot = (!target.eq_ignore_ascii_case("production")).then_some(target);
    let target = Place::new(&source.app, slot);
    match swap::begin(state, world.clock(), source, &target, now) {
        Ok(id) => Reply::empty(202)
            .header("location", location(world, state, source, &id, now))
            .header("etag", "\"1DAC2055B81A8E0\""),
        Err(Refused::Busy { operation }) => {
            let format = format_description!("[month]/[day]/[year] [hour repr:12]:[minute]:[second] [period]");
            let created = state.operations.get(&operation).map(|operation| operation.began).unwrap_or(now);
            let message = format!(
                "Cannot modify this site because another operation is in progress. Details: Id: {operation}, OperationName: \
                 SwapSiteSlots, CreatedTime: {}, WebSystemName: websites, SubscriptionName: {}, SiteName: {}, SlotName: {}",
                created.format(format).unwrap_or_default(),
                state.subscription,
                source.app,
                source.slot_name()
            );
            errors::provider(409, "Conflict", "59203", message)
        }
        Err(Refused::Prepared) => errors::provider(
            409,
            "Conflict",
            "59203",
            "The slot cannot be changed because its configuration settings have been prepared for swap.",
        ),
        Err(Refused::NoSlot(slot)) => {
            errors::provider(404, "NotFound", "51004", format!("Cannot find Slot with name {slot}."))
        }
        Err(Refused::SameSide) => {
            errors::provider(400, "BadRequest", "04007", "Source and target slots must be different.")
        }
    }
}

/// A poll: 202 with a newly signed Location; at the end 200 with the source's resource, or the
/// error itself.
pub fn poll(world: &World, state: &State, place: &Place, id: &str, now: OffsetDateTime) -> Reply {
    let Some(operation) = state.operations.get(id) else {
        return errors::gateway(404, "NotFound", format!("The operation {id} could not be found."));
    };
    match &operation.state {
        OperationState::Applying | OperationState::WarmingUp | OperationState::Finishing => {
            Reply::empty(202).header("location", location(world, state, place, id, now))
        }
        OperationState::Succeeded => match state.app(&place.app).zip(state.side(&operation.source)) {
            Some((app, side)) => Reply::json(200, &site_json::site(state, app, &operation.source, side)),
            None => Reply::empty(404),
        },
        OperationState::Failed { status, code, message } => errors::provider(*status, code, "04009", message),
    }
}

fn location(world: &World, state: &State, place: &Place, id: &str, now: OffsetDateTime) -> String {
    let path = state.app(&place.app).map(|app| site_json::id(state, app, place)).unwrap_or_default();
    let ticks = now.unix_timestamp_nanos() / 100;
    format!("{}{path}/operationresults/{id}?api-version=2023-12-01&t={ticks}&c=sim&s=sim-{ticks}&h=sim", world.origin())
}

//! Somebody else deploys to the slot that a release goes through: what was proved there is not there any more. Kudu keeps a
//! history of its own for each deployment (facts: deployment-history).

use time::OffsetDateTime;

use crate::state::{Effect, State};

/// Puts production's present content into the slot, as a deployment of its own.
pub fn by_somebody(state: &mut State, at: OffsetDateTime) {
    let place = state.released();
    let deployment = state.new_guid();
    let Some(app) = state.app_mut(&place.app) else { return };
    let content = app.production.moving.content.clone();
    let Some(side) = app.side_mut(place.slot.as_deref()) else { return };
    side.moving.content = content;
    if let Some(newest) = side.moving.kudu.deployments.first_mut() {
        newest.id = deployment.clone();
        newest.author = "Ada".to_owned();
        newest.deployer = "az_cli_functions".to_owned();
        newest.message = "a fix that could not wait".to_owned();
    }
    let effect = Effect::ContentDeployed {
        app: place.app.clone(),
        slot: place.slot_name().to_owned(),
        deployment,
        content: side.moving.content.mark(),
    };
    state.note(at, effect);
}

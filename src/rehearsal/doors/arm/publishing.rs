use serde_json::json;

use super::{errors, site_json};
use crate::doors::{Incoming, Reply};
use crate::laws::publishing::{self, Credentials};
use crate::state::{Place, State};

/// User and password of the SCM site; they are told even where basic authentication is off (facts: arm-calls).
pub(super) fn credentials(state: &State, place: &Place) -> Reply {
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let Credentials { user, password } = Credentials::of(side, place);
    let id = site_json::id(state, app, place);
    Reply::json(
        200,
        &json!({
            "id": format!("{id}/publishingcredentials/{user}"), "name": app.name,
            "type": "Microsoft.Web/sites/publishingcredentials", "location": app.location,
            "properties": {
                "name": null, "publishingUserName": user, "publishingPassword": password, "publishingPasswordHash": null,
                "publishingPasswordHashSalt": null, "metadata": null, "isDeleted": false,
                "scmUri": format!("https://{user}:{password}@{}", side.hosts.scm),
            },
        }),
    )
}

/// Whether basic authentication is allowed; PUT changes it (facts: arm-calls).
pub(super) fn policy(state: &mut State, incoming: &Incoming, place: &Place, what: &str) -> Reply {
    if incoming.method == "PUT" {
        let Some(allow) = incoming.json().and_then(|body| body["properties"]["allow"].as_bool()) else {
            return errors::invalid("allow");
        };
        if let Some(side) = state.side_mut(place) {
            publishing::allow(side, what, allow);
        }
    }
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let id = site_json::id(state, app, place);
    Reply::json(
        200,
        &json!({
            "id": format!("{id}/basicPublishingCredentialsPolicies/{what}"), "name": what,
            "type": "Microsoft.Web/sites/basicPublishingCredentialsPolicies", "location": app.location,
            "properties": {"allow": publishing::is_allowed(side, what)},
        }),
    )
}

use serde_json::json;

use super::site_json;
use crate::rehearsal::doors::Reply;
use crate::rehearsal::state::{Place, State};

/// The publish profile, which the Azure CLI reads only to show URLs.
pub fn profile(state: &State, place: &Place) -> Reply {
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    let (site, scm) = (&side.hosts.site, &side.hosts.scm);
    let name = &place.app;
    let xml = format!(
        "<publishData><publishProfile profileName=\"{name} - Zip Deploy\" publishMethod=\"ZipDeploy\" publishUrl=\"{scm}\" \
         userName=\"${name}\" userPWD=\"\" destinationAppUrl=\"https://{site}\" /></publishData>"
    );
    Reply::body(200, "application/xml", xml)
}

/// User and password of the SCM site; they are told even where basic authentication is off (azure-wire §2.4).
pub fn credentials(state: &State, place: &Place) -> Reply {
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let user = match &place.slot {
        Some(slot) => format!("${}__{slot}", app.name),
        None => format!("${}", app.name),
    };
    let password = side.keys.of_function("publishing", &user);
    let password = password.trim_end_matches('=');
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

/// Basic authentication is off, as on new apps (azure-wire §2.4).
pub fn policy(state: &State, place: &Place, what: &str) -> Reply {
    let Some(app) = state.app(&place.app) else {
        return Reply::empty(404);
    };
    let id = site_json::id(state, app, place);
    Reply::json(
        200,
        &json!({
            "id": format!("{id}/basicPublishingCredentialsPolicies/{what}"), "name": what,
            "type": "Microsoft.Web/sites/basicPublishingCredentialsPolicies", "location": app.location,
            "properties": {"allow": false},
        }),
    )
}

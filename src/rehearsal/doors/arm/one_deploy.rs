//! Deployments through the control plane, which passes them on to the SCM site (facts: arm-calls).

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::{errors, site_json};
use crate::World;
use crate::doors::scm::Site;
use crate::doors::{Incoming, Reply};
use crate::laws::zip_deploy::{self, Package, Sent};
use crate::state::{Delivery, Place, State};

/// `extensions/onedeploy`: 202 with Kudu's own answer in an envelope, its cookie and its spelling of
/// a header (recorded). The package comes from an address; one where nothing is makes the deployment
/// fail.
pub(super) fn put(world: &World, state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let Some(from) = body["properties"]["packageUri"].as_str() else {
        return errors::provider(400, "BadRequest", "51021", "The parameter packageUri has an invalid value.");
    };
    let sent = Sent {
        deployer: "OneDeploy".to_owned(),
        message: "OneDeploy".to_owned(),
        author: "N/A".to_owned(),
        // A zip is deployed clean unless it is asked otherwise (facts: one-deploy).
        delivery: match body["properties"]["clean"].as_bool() {
            Some(false) => Delivery::Added,
            _ => Delivery::Replaced,
        },
        ..Sent::default()
    };
    let package = Package::Url(from.to_owned());
    if let Err(refused) = zip_deploy::receive(state, world.clock(), place, package, sent, now) {
        return errors::provider(409, "Conflict", "59203", refused.words());
    }
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let id = site_json::id(state, app, place);
    let site = Site::of(place, side, state.platform(&place.app));
    let mut deployment =
        side.moving.kudu.deployments.first().map(|newest| site.deployment(newest, newest.shown_id(), now));
    if let Some(deployment) = &mut deployment {
        // At this moment it has no name yet.
        deployment["id"] = Value::Null;
        deployment["progress"] = json!("");
    }
    let name = format!("{}/onedeploy", place.app);
    let body = json!({
        "id": format!("{id}/extensions/onedeploy"), "name": name, "type": "Microsoft.Web/sites/extensions",
        "location": app.location, "properties": deployment,
    });
    let format = format_description!("[year]-[month]-[day]_[hour]-[minute]-[second]Z");
    let time = now.format(format).unwrap_or_default();
    let version = incoming.parameter("api-version").unwrap_or_default();
    let location =
        format!("{}{id}/deployments/latest?api-version={version}&deployer=OneDeploy&time={time}", world.origin());
    let domain = side.hosts.scm.split([':', '/']).next().unwrap_or_default();
    let instance = side.moving.host.instances.first().map(|instance| instance.shown_id()).unwrap_or_default();
    Reply::json(202, &body)
        .header("location", location)
        .header("retryafter", "30")
        .header("set-cookie", format!("ARRAffinity={instance};Path=/;HttpOnly;Secure;Domain={domain}"))
}

/// `deployments/{id}/log`: the same envelope with the lines of Kudu's log as its details (docs: Web Apps, List Deployment Log).
pub(super) fn log(world: &World, state: &State, place: &Place, id: &str, now: OffsetDateTime) -> Reply {
    let found = view(world, state, place, Some(id), now);
    let mut body: Value = serde_json::from_slice(found.response.body()).unwrap_or_default();
    let Some((side, true)) = state.side(place).map(|side| (side, found.response.status().is_success())) else {
        return found;
    };
    let site = Site::of(place, side, state.platform(&place.app));
    let deployments = &side.moving.kudu.deployments;
    let lines = deployments.iter().find(|one| one.shown_id() == id).map(|one| site.log(one)).unwrap_or_default();
    body["id"] = json!(format!("{}/log", body["id"].as_str().unwrap_or_default()));
    body["properties"]["details"] = json!(json!(lines).to_string());
    Reply::json(200, &body)
}

/// `deployments` and `deployments/{id}`: Kudu's history in envelopes.
pub(super) fn view(world: &World, state: &State, place: &Place, id: Option<&str>, now: OffsetDateTime) -> Reply {
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let base = site_json::id(state, app, place);
    let site = Site::of(place, side, state.platform(&place.app));
    let kind = format!("{}/deployments", site_json::kind(place));
    let wrapped = |deployment: Value| {
        let id = deployment["id"].as_str().unwrap_or_default();
        json!({
            "id": format!("{base}/deployments/{id}"), "name": format!("{}/{id}", place.app), "type": kind,
            "location": app.location, "properties": deployment,
        })
    };
    let all = &side.moving.kudu.deployments;
    match id {
        None => {
            let all: Vec<Value> = all.iter().map(|one| wrapped(site.deployment(one, one.shown_id(), now))).collect();
            Reply::json(200, &json!({"value": all, "nextLink": null, "id": null}))
        }
        Some("latest") => match all.first() {
            None => errors::provider(404, "NotFound", "51004", "Cannot find Deployment with name latest."),
            Some(newest) => {
                let passed_on = site.latest(newest, now);
                let status = passed_on.response.status().as_u16();
                let body = serde_json::from_slice(passed_on.response.body()).unwrap_or_default();
                let reply = Reply::json(status, &wrapped(body));
                let here = format!("{}{base}/deployments/latest?api-version=2023-12-01", world.origin());
                if status == 202 { reply.header("location", here) } else { reply }
            }
        },
        Some(id) => match all.iter().find(|one| one.shown_id() == id) {
            Some(one) => Reply::json(200, &wrapped(site.deployment(one, one.shown_id(), now))),
            None => errors::provider(404, "NotFound", "51004", format!("Cannot find Deployment with name {id}.")),
        },
    }
}

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{errors, site_json};
use crate::World;
use crate::doors::{Incoming, Reply};
use crate::laws::deployment_status::{self, Stands};
use crate::state::{Place, State};

/// `deploymentStatus/{id}`: 202 with a newly signed Location while it goes on, 200 when it is over,
/// whatever came of it; 404 for an id that is not the newest (facts: deployment-status).
pub(super) fn answer(
    world: &World,
    state: &State,
    incoming: &Incoming,
    place: &Place,
    id: &str,
    now: OffsetDateTime,
) -> Reply {
    let Some((body, stands)) = shown(world, state, place, id, now) else {
        return errors::provider(404, "NotFound", "51004", format!("Cannot find DeploymentStatus with name {id}."));
    };
    if stands.is_over() {
        return Reply::json(200, &body);
    }
    let version = incoming.parameter("api-version").unwrap_or_default();
    let ticks = now.unix_timestamp_nanos() / 100;
    let location = format!(
        "{}{}?api-version={version}&t={ticks}&c=sim&s=sim-{ticks}&h=sim",
        world.origin(),
        body["id"].as_str().unwrap_or_default()
    );
    Reply::json(202, &body).header("location", location).header("retry-after", "0")
}

/// Those that are known: the newest deployment's (docs: Web Apps, List Production Site Deployment Statuses).
pub(super) fn list(world: &World, state: &State, place: &Place, now: OffsetDateTime) -> Reply {
    let newest = state.side(place).and_then(|side| side.moving.kudu.deployments.first());
    let known = newest.and_then(|newest| shown(world, state, place, &newest.id, now));
    let all: Vec<Value> = known.into_iter().map(|(body, _)| body).collect();
    Reply::json(200, &json!({"value": all, "nextLink": null, "id": null}))
}

fn shown(world: &World, state: &State, place: &Place, id: &str, now: OffsetDateTime) -> Option<(Value, Stands)> {
    let (app, stands) = state.app(&place.app).zip(deployment_status::of(state, world.clock(), place, id, now))?;
    let site = site_json::id(state, app, place);
    let kind = match place.slot {
        Some(_) => "Microsoft.Web/sites/slots/deploymentStatus",
        None => "Microsoft.Web/sites/deploymentStatus",
    };
    let mut body = json!({
        "id": format!("{site}/deploymentStatus/{id}"), "name": id, "type": kind, "location": app.location,
        "properties": properties(state, place, id, stands),
    });
    let tags = state.side(place).map(|side| side.tags.clone()).unwrap_or_default();
    if !tags.is_empty() {
        body["tags"] = json!(tags);
    }
    Some((body, stands))
}

fn properties(state: &State, place: &Place, id: &str, stands: Stands) -> Value {
    let scm = state.side(place).map(|side| side.hosts.scm.clone()).unwrap_or_default();
    let count = |wanted: Stands| u8::from(stands == wanted);
    // One path has `/api` and the other has not (recorded).
    let logs = match stands {
        Stands::BuildFailed => json!([format!("https://{scm}/deployments/{id}/log")]),
        Stands::RuntimeFailed => json!([format!("https://{scm}/api/logs/docker")]),
        _ => Value::Null,
    };
    json!({
        "deploymentId": id, "status": stands.word(),
        "numberOfInstancesInProgress": count(Stands::RuntimeStarting),
        "numberOfInstancesSuccessful": count(Stands::RuntimeSuccessful),
        "numberOfInstancesFailed": count(Stands::RuntimeFailed),
        "failedInstancesLogs": logs, "errors": errors(place, id, stands),
    })
}

fn errors(place: &Place, id: &str, stands: Stands) -> Value {
    if stands != Stands::RuntimeFailed {
        return Value::Null;
    }
    // "proccess" is how the server writes it.
    let template = "Deployment for site '{0}' with DeploymentId '{1}' failed because the worker proccess failed to start \
                    within the allotted time.";
    json!([{
        "extendedCode": "04915", "messageTemplate": template, "code": "BadRequest",
        "message": template.replace("{0}", &place.app).replace("{1}", id),
    }])
}

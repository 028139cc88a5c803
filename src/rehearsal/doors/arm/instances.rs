use serde_json::{Value, json};

use super::{errors, site_json};
use crate::doors::Reply;
use crate::state::{Place, State};

/// The instances of a side, or the one of this id. A healthy one on Linux says UNKNOWN (recorded).
pub(super) fn answer(state: &State, place: &Place, id: Option<&str>) -> Reply {
    let Some((app, side)) = state.app(&place.app).zip(state.side(place)) else {
        return Reply::empty(404);
    };
    let (site, scm) = (site_json::id(state, app, place), &side.hosts.scm);
    let linux = state.plans.get(&app.plan.to_lowercase()).is_some_and(|plan| plan.linux);
    let kind = match place.slot {
        Some(_) => "Microsoft.Web/sites/slots/instances",
        None => "Microsoft.Web/sites/instances",
    };
    let word = match (linux, side.running) {
        (true, _) => "UNKNOWN",
        (false, true) => "READY",
        (false, false) => "STOPPED",
    };
    let shown = |instance: &crate::state::Instance| -> Value {
        let id = instance.shown_id();
        json!({
            "id": format!("{site}/instances/{id}"), "name": id, "type": kind, "location": app.location,
            "properties": {
                "state": word, "name": id, "siteInstanceName": id,
                "statusUrl": format!("https://{scm}/AppServiceTunnel/Tunnel.ashx?GetStatus&GetStatusAPIVer=2&instance={id}"),
                "detectorUrl": format!("https://{scm}/detectors"),
                "consoleUrl": format!("https://{scm}/webssh/host?instance={id}"),
                "healthCheckUrl": null, "machineName": format!("lw0sdlwk{}", &id[..6]), "containers": null,
            },
        })
    };
    let mut all = side.moving.host.instances.iter().map(shown);
    match id {
        None => Reply::json(200, &json!({"value": all.collect::<Vec<_>>(), "nextLink": null, "id": null})),
        Some(id) => {
            match all.find(|instance| instance["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(id))) {
                Some(instance) => Reply::json(200, &instance),
                None => errors::provider(404, "NotFound", "51004", format!("Cannot find Instance with name {id}.")),
            }
        }
    }
}

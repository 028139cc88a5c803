use serde_json::{Value, json};

use super::site_json;
use crate::doors::Reply;
use crate::state::{Place, State};

/// The instances of a side. A healthy one on Linux says UNKNOWN (recorded).
pub(super) fn list(state: &State, place: &Place) -> Reply {
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
    let all: Vec<Value> = side.moving.host.instances.iter().map(shown).collect();
    Reply::json(200, &json!({"value": all, "nextLink": null, "id": null}))
}

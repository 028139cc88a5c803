use serde_json::{Value, json};
use time::OffsetDateTime;

use super::path::SitePath;
use super::{errors, site_json};
use crate::doors::{Incoming, Reply};
use crate::laws::admin_token;
use crate::laws::functions::is_disabled;
use crate::laws::trigger_sync;
use crate::state::{FunctionInfo, Place, Side, State};

/// Functions, their keys, and the sync of triggers (facts: arm-calls).
pub(super) fn answer(
    state: &mut State,
    incoming: &Incoming,
    path: &SitePath,
    place: &Place,
    now: OffsetDateTime,
) -> Reply {
    let action = path.action();
    let parts: Vec<&str> = action.split('/').collect();
    let Some(side) = state.side(place) else {
        return Reply::empty(404);
    };
    match (incoming.method.as_str(), &parts[..]) {
        ("GET", ["functions"]) => {
            let shown = |function: &FunctionInfo| envelope(state, place, side, function);
            let all: Vec<Value> = side.moving.synced.iter().map(shown).collect();
            Reply::json(200, &json!({"value": all, "nextLink": null, "id": null}))
        }
        ("GET", ["functions", "admin", "token"]) => Reply::json(200, &json!(admin_token::issue(side, now))),
        ("GET", ["functions", _]) => match named(side, path) {
            Some(function) => Reply::json(200, &envelope(state, place, side, function)),
            None => missing(path, place),
        },
        ("POST", ["functions", _, "listkeys"]) => match named(side, path) {
            Some(_) if !side.moving.host.is_serving() => host_away("ServiceUnavailable"),
            Some(function) => Reply::json(200, &json!(side.keys.all_of_function(&function.name))),
            None => missing(path, place),
        },
        ("POST", ["functions", _, "listsecrets"]) => match named(side, path) {
            Some(_) if !side.moving.host.is_serving() => host_away("ServiceUnavailable"),
            Some(function) => {
                let key = side.keys.of_function(&function.name, "default");
                let url = format!("https://{}/api/{}?code={key}", side.hosts.site, function.route());
                Reply::json(200, &json!({"key": key, "trigger_url": url}))
            }
            None => missing(path, place),
        },
        ("POST", ["host", "default", "listkeys"]) => {
            if side.moving.host.is_serving() {
                Reply::json(
                    200,
                    &json!({"masterKey": side.keys.master, "functionKeys": side.keys.functions, "systemKeys": side.keys.system}),
                )
            } else {
                host_away("ServiceUnavailable")
            }
        }
        ("POST", ["syncfunctiontriggers"] | ["host", "default", "sync"]) => {
            match trigger_sync::sync(state, place, now) {
                // The description says 204; the server answers 200 (facts: arm-calls).
                Ok(()) => Reply::json(200, &json!({"status": "success"})),
                Err(error) => host_away(error),
            }
        }
        _ => errors::unknown(incoming),
    }
}

fn named<'a>(side: &'a Side, path: &SitePath) -> Option<&'a FunctionInfo> {
    let name = path.rest.get(1)?;
    side.moving.synced.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// A name with an encoded `/` in it is one part of the path here and two elsewhere.
fn missing(path: &SitePath, place: &Place) -> Reply {
    let name = path.rest.get(1..).unwrap_or_default().join("/");
    errors::not_found("sites", &format!("{}/functions/{name}", place.app), &path.group)
}

fn host_away(reason: &str) -> Reply {
    let message = format!("Encountered an error ({reason}) from host runtime.");
    errors::provider(400, "BadRequest", "01051", message)
}

fn envelope(state: &State, place: &Place, side: &Side, function: &FunctionInfo) -> Value {
    let Some(app) = state.app(&place.app) else {
        return Value::Null;
    };
    let id = site_json::id(state, app, place);
    let (site, kind) = (site_json::name(app, place), format!("{}/functions", site_json::kind(place)));
    let name = &function.name;
    let admin = format!("https://{}/admin", side.hosts.site);
    let url = function.is_http().then(|| format!("https://{}/api/{}", side.hosts.site, function.route()));
    json!({
        "id": format!("{id}/functions/{name}"), "name": format!("{site}/{name}"), "type": kind, "location": app.location,
        "properties": {
            "name": name, "function_app_id": null,
            "script_root_path_href": format!("{admin}/vfs/home/site/wwwroot/{name}/"),
            "script_href": format!("{admin}/vfs/home/site/wwwroot/{name}/run"),
            "config_href": format!("{admin}/vfs/home/site/wwwroot/{name}/function.json"),
            "test_data_href": null, "secrets_file_href": null, "href": format!("{admin}/functions/{name}"),
            "config": function.config, "files": null, "test_data": "", "invoke_url_template": url,
            "language": "Custom", "isDisabled": is_disabled(function, &side.settings),
        },
    })
}

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use crate::doors::{Incoming, Reply};
use crate::laws::scm_settings;
use crate::state::{Place, Platform, Side, State};

/// `api/settings`: all app settings and the site's own, as one flat object; what is written here stays
/// in the SCM site and is not known to the control plane (facts: scm-endpoints; the names are recorded).
/// On Flex Consumption nothing can be written (405, recorded).
pub(super) fn answer(
    state: &mut State,
    incoming: &Incoming,
    place: &Place,
    rest: &[&str],
    now: OffsetDateTime,
) -> Reply {
    let flex = state.platform(&place.app) == Platform::Flex;
    let Some(side) = state.side_mut(place) else {
        return Reply::empty(404);
    };
    let own = &mut side.moving.kudu.settings;
    match (incoming.method.as_str(), rest) {
        ("GET", []) => Reply::json(200, &Value::Object(all(side, &place.app, now))),
        ("GET", [name]) => match all(side, &place.app, now).get(*name) {
            Some(value) => Reply::json(200, value),
            None => Reply::json(404, &json!({"Message": format!("Setting '{name}' not found.")})),
        },
        ("POST" | "DELETE", _) if flex => Reply::empty(405),
        ("POST", []) => {
            let Ok(pairs) = serde_json::from_slice::<BTreeMap<String, String>>(&incoming.body) else {
                return Reply::json(400, &json!({"Message": "The body is not a JSON object of texts."}));
            };
            own.extend(pairs);
            Reply::empty(204)
        }
        ("DELETE", [name]) => {
            own.remove(*name);
            Reply::empty(204)
        }
        _ => Reply::empty(405),
    }
}

fn all(side: &Side, app: &str, now: OffsetDateTime) -> Map<String, Value> {
    let platform = [
        ("deployment_branch", "master"),
        ("SCM_TRACE_LEVEL", "Verbose"),
        ("SCM_COMMAND_IDLE_TIMEOUT", "60"),
        ("SCM_LOGSTREAM_TIMEOUT", "7200"),
        ("SCM_BUILD_ARGS", ""),
        ("WEBSITE_AUTH_ENABLED", "False"),
        ("WEBSITE_SITE_NAME", app),
        ("SCM_USE_LIBGIT2SHARP_REPOSITORY", "0"),
        ("ScmType", "None"),
    ];
    let platform = platform.map(|(name, value)| (name.to_owned(), json!(value)));
    let written = scm_settings::of(side, now).into_iter().map(|(name, value)| (name, json!(value)));
    platform.into_iter().chain(written).collect()
}

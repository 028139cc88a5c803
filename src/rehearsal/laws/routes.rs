//! Which function a path leads to (facts: functions-host): the route below `extensions.http.routePrefix`.

use super::functions::{find, is_disabled};
use super::host_files;
use super::scripted::Script;
use crate::state::{FunctionInfo, HostState, Side};

/// The function that a path leads to.
pub fn routed(side: &Side, path: &str) -> Option<FunctionInfo> {
    let host = host_files::host_json(side.moving.wwwroot()).unwrap_or_default();
    let prefix = host["extensions"]["http"]["routePrefix"].as_str().unwrap_or("api").trim_matches('/').to_owned();
    let path = path.trim_start_matches('/');
    let path = if prefix.is_empty() { path } else { path.strip_prefix(&prefix)?.strip_prefix('/')? };
    let settings = side.answering_settings();
    find(side.moving.wwwroot(), &settings)
        .into_iter()
        .filter(|function| function.is_http() && !is_disabled(function, &settings))
        .filter(|function| matches(&function.route(), path))
        // What says more of the path goes first (ASP.NET Core, "Routing": precedence).
        .min_by_key(|function| (function.route().matches("{*").count(), function.route().matches('{').count()))
}

/// The status that a GET of this path is answered with by an instance that is up, as far as its files tell: by the home page,
/// by its script, or by there being no such function.
pub fn status(side: &Side, is_function_app: bool, path: &str) -> u16 {
    if side.moving.host.instances.iter().any(|instance| matches!(instance.state, HostState::Error(_))) && path != "/" {
        return 503;
    }
    match Script::of(side.moving.wwwroot()).answer("GET", path, &side.answering_settings()).status {
        Some(status) => status,
        None if path == "/" || !is_function_app || routed(side, path).is_some() => 200,
        None => 404,
    }
}

/// A part in braces takes anything; with a question mark it may be missing, and with an asterisk it takes all that is left
/// (ASP.NET Core, "Routing": route templates).
fn matches(route: &str, path: &str) -> bool {
    let (mut wanted, mut is) =
        (route.split('/'), path.trim_end_matches('/').split('/').filter(|part| !part.is_empty()));
    loop {
        match (wanted.next(), is.next()) {
            (Some(part), _) if part.starts_with("{*") => return true,
            (Some(part), None) if part.starts_with('{') && part.ends_with("?}") => {}
            (Some(part), Some(there)) if part.starts_with('{') || part.eq_ignore_ascii_case(there) => {}
            (None, None) | (Some(""), None) => return true,
            _ => return false,
        }
    }
}

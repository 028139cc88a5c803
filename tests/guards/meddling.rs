//! What somebody else does to the app, and what a client asks about it.

use slot_deploy::http::Request;
use slot_deploy::rehearsal::default_world::{APP, SLOT};
use slot_deploy::rehearsal::faults::{Fault, Where};
use slot_deploy::rehearsal::state::{App, Content, Side, State};

use crate::plays::broken;
use crate::support::status;

pub fn app(state: &mut State) -> &mut App {
    state.app_mut(APP).unwrap()
}

pub fn slot(state: &mut State) -> &mut Side {
    app(state).slots.get_mut(SLOT).unwrap()
}

/// Almost the same, by somebody else.
fn foreign() -> Content {
    broken().file("theirs.txt", "theirs").content()
}

pub fn deploy_to(side: &mut Side) {
    side.moving.content = foreign();
    if let Some(deployment) = side.moving.kudu.deployments.first_mut() {
        deployment.id = "somebody-else".to_owned();
    }
}

/// From now on nobody can be told what this side holds; `at`: its path in the control plane.
pub fn hide_content(state: &mut State, side: &str, at: &str) {
    let ways = [
        Where::service("arm").path(&format!("{at}/hostruntime/admin/vfs/")),
        Where::service("site").slot(side).path("/admin/vfs/"),
        Where::service("scm").slot(side),
    ];
    state.faults.extend(ways.map(|at| Fault::new(at, status(503))));
}

pub fn of_slot(request: &Request) -> bool {
    request.url.host_str().unwrap_or_default().contains("staging") || request.url.path().contains("staging")
}

/// Questions about what a side holds.
pub fn of_content(request: &Request) -> bool {
    let path = request.url.path();
    path.contains("/vfs/") || path.ends_with("/api/deployments") || is_resource(request)
}

/// The resource of either side itself.
pub fn is_resource(request: &Request) -> bool {
    let path = request.url.path();
    request.method == "GET" && (path.ends_with("/sites/shop-orders") || path.ends_with("/slots/staging"))
}

pub fn is_settings(request: &Request) -> bool {
    request.url.path().ends_with("/config/appsettings/list")
}

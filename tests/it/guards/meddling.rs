//! What another client does to the app, and which requests read it.

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, Where};
use rehearsal::state::{App, Content, Plan, Side, State};
use slot_deploy::http::Request;

use crate::support::plays::broken;
use crate::support::status;

pub fn app(state: &mut State) -> &mut App {
    state.app_mut(APP).unwrap()
}

pub fn slot(state: &mut State) -> &mut Side {
    app(state).slots.get_mut(SLOT).unwrap()
}

/// Almost the same content, deployed by another client.
fn foreign() -> Content {
    broken().file("theirs.txt", "theirs").content()
}

pub fn deploy_to(side: &mut Side) {
    side.moving.content = foreign();
    if let Some(deployment) = side.moving.kudu.deployments.first_mut() {
        deployment.id = "somebody-else".to_owned();
    }
}

/// The app goes to a plan of another size, of the same kind.
pub fn move_to_another_plan(state: &mut State) {
    let plan = Plan {
        name: "plan-small".to_owned(),
        sku: "S1".to_owned(),
        tier: "Standard".to_owned(),
        ..state.plans["plan-shop"].clone()
    };
    state.plans.insert(plan.name.clone(), plan);
    app(state).plan = "plan-small".to_owned();
}

/// From now on the content of this side cannot be read; `at`: its path in the control plane.
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

/// Requests that read the content of a side.
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

//! GitHub's REST API, as far as a job that deploys uses it (facts: github-rest; shapes from GitHub's
//! OpenAPI description). One file per kind of thing.

mod artifact_storage;
mod artifacts;
mod ask;
mod attestations;
mod branch_rules;
mod check_runs;
mod comments;
mod deployments;
mod environments;
mod headers;
mod jobs;
mod oidc_customization;
mod page;
mod permission;
mod problem;
mod pull_requests;
mod rate_limit;
mod repository;
mod routes;
mod runs;
mod stamp;
mod statuses;
mod user;

use self::ask::{Ask, Entered};
use super::{ARTIFACT_STORAGE, Incoming, Reply};
use crate::World;
use crate::laws::github_limits::{self, Admission};

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    let segments = incoming.segments();
    if segments.first().is_some_and(|first| first == ARTIFACT_STORAGE) {
        return artifact_storage::answer(world, incoming);
    }
    let state = world.state();
    let now = world.clock().now();
    let mut base = format!("{}/github", world.origin());
    let mut path = segments;
    if state.github.server.is_enterprise_server() {
        if path.len() < 2 || path[..2] != ["api", "v3"] {
            // Elsewhere an Enterprise Server has its pages for people.
            return Reply::html(404, "<!DOCTYPE html><title>Page not found</title>");
        }
        base.push_str("/api/v3");
        path.drain(..2);
    }
    let mut ask = Ask { incoming, state, now, origin: world.origin(), base, path };
    let reply = respond(&mut ask);
    headers::finish(&mut ask, reply)
}

fn respond(ask: &mut Ask<'_>) -> Reply {
    if ask.incoming.bearer() != Some(&ask.state.github.token) {
        return problem::plain(401, "Bad credentials", "");
    }
    if headers::version(ask.incoming).is_none() {
        return problem::plain(410, "The API version that was asked for is not supported.", "");
    }
    if ask.path == ["rate_limit"] {
        return rate_limit::show(ask);
    }
    if !ask.state.github.server.is_enterprise_server() {
        let writes = ask.incoming.method != "GET";
        let makes = ask.incoming.method == "POST";
        match github_limits::admit(&mut ask.state.github.limits, writes, makes, ask.now) {
            Admission::Admitted => {}
            Admission::Exhausted => return rate_limit::exhausted(ask),
            Admission::TooFast => return rate_limit::too_fast(ask),
        }
    }
    match ask.enter_repository() {
        Entered::Known => {}
        Entered::Unknown => return problem::plain(404, "Not Found", ""),
        Entered::Elsewhere => return problem::not_simulated(ask.incoming),
    }
    let path = ask.path.clone();
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let Some((needs, handler)) = routes::find(ask.incoming.method.as_str(), &parts) else {
        return problem::not_simulated(ask.incoming);
    };
    let reply = if permission::has(&ask.state.github.permissions, needs) {
        handler(ask)
    } else {
        problem::plain(403, "Resource not accessible by integration", "")
    };
    reply.header("x-accepted-github-permissions", permission::named(needs))
}

//! GitHub's REST API, as far as a job that deploys uses it (github-contract §5; shapes from GitHub's
//! OpenAPI description). One file per kind of thing.

mod artifact_storage;
mod artifacts;
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

pub use artifact_storage::PREFIX as ARTIFACT_STORAGE;

use std::sync::MutexGuard;

use serde_json::Value;
use time::OffsetDateTime;

use super::{Incoming, Reply};
use crate::rehearsal::World;
use crate::rehearsal::laws::github_limits::{self, Admission};
use crate::rehearsal::state::{GitHub, State};

/// A request to the API that is being answered.
struct Ask<'a> {
    incoming: &'a Incoming,
    state: MutexGuard<'a, State>,
    now: OffsetDateTime,
    /// Where the world is reached.
    origin: String,
    /// Where its API is: `…/github`, and `/api/v3` behind it on Enterprise Server.
    base: String,
    /// The parts of the path behind `repos/OWNER/NAME`.
    path: Vec<String>,
}

pub fn answer(world: &World, incoming: &Incoming) -> Reply {
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
    let reply = ask.answer();
    headers::finish(&mut ask, reply)
}

impl Ask<'_> {
    fn answer(&mut self) -> Reply {
        if self.incoming.bearer() != Some(&self.state.github.token) {
            return problem::plain(401, "Bad credentials", "");
        }
        if headers::version(self.incoming).is_none() {
            return problem::plain(410, "The API version that was asked for is not supported.", "");
        }
        if self.path == ["rate_limit"] {
            return rate_limit::show(self);
        }
        if !self.state.github.server.is_enterprise_server() {
            let writes = self.incoming.method != "GET";
            let makes = self.incoming.method == "POST";
            match github_limits::admit(&mut self.state.github.limits, writes, makes, self.now) {
                Admission::Admitted => {}
                Admission::Exhausted => return rate_limit::exhausted(self),
                Admission::TooFast => return rate_limit::too_fast(self),
            }
        }
        if !self.enter_repository() {
            return problem::plain(404, "Not Found", "");
        }
        let path = self.path.clone();
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let Some((needs, handler)) = routes::find(self.incoming.method.as_str(), &parts) else {
            return problem::plain(404, "Not Found", "");
        };
        let reply = match permission::has(&self.state.github.permissions, needs) {
            true => handler(self),
            false => problem::plain(403, "Resource not accessible by integration", ""),
        };
        reply.header("x-accepted-github-permissions", permission::named(needs))
    }

    /// Takes the repository off the path; it is named by owner and name in any case, or by its id, as
    /// links to further pages do.
    fn enter_repository(&mut self) -> bool {
        let github = &self.state.github;
        let taken = match &self.path[..] {
            [root, owner, name, ..] if root == "repos" => {
                let known = github.owner.eq_ignore_ascii_case(owner) && github.repository.eq_ignore_ascii_case(name);
                known.then_some(3)
            }
            [root, id, ..] if root == "repositories" => (github.repository_id.to_string() == *id).then_some(2),
            _ => None,
        };
        taken.map(|count| self.path.drain(..count)).is_some()
    }

    fn github(&self) -> &GitHub {
        &self.state.github
    }

    /// The number at this place of the path.
    fn number(&self, place: usize) -> Option<u64> {
        self.path.get(place)?.parse().ok()
    }

    /// The text at this place of the path.
    fn text(&self, place: usize) -> &str {
        self.path.get(place).map_or("", String::as_str)
    }

    /// The body, when it is a JSON object.
    fn body(&self) -> Option<Value> {
        self.incoming.json().filter(Value::is_object)
    }

    /// The URL of something of the repository.
    fn url(&self, rest: &str) -> String {
        format!("{}/repos/{}{rest}", self.base, self.state.github.full_name())
    }

    /// The page of something of the repository, for people.
    fn page_url(&self, rest: &str) -> String {
        format!("{}/{}{rest}", self.state.github.server.web(), self.state.github.full_name())
    }
}

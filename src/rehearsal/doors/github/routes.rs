use super::ask::Ask;
use super::permission::{
    ACTIONS, ADMINISTER, COMMENT, DEPLOY, METADATA, Needs, READ_ACTIONS, READ_ATTESTATIONS, READ_CHECKS, READ_COMMENTS,
    READ_DEPLOYMENTS, READ_PULLS,
};
use super::{
    artifacts, attestations, branch_rules, check_runs, comments, deployments, environments, jobs, oidc_customization,
    pull_requests, runs, statuses,
};
use crate::doors::Reply;

type Handler = fn(&mut Ask<'_>) -> Reply;

/// What a request of the repository needs, and who answers it.
#[rustfmt::skip]
pub(super) fn find(method: &str, path: &[&str]) -> Option<(Needs, Handler)> {
    let found: (Needs, Handler) = match (method, path) {
        ("GET", ["deployments"]) => (READ_DEPLOYMENTS, deployments::list),
        ("POST", ["deployments"]) => (DEPLOY, deployments::create),
        ("GET", ["deployments", _]) => (READ_DEPLOYMENTS, deployments::get),
        ("DELETE", ["deployments", _]) => (DEPLOY, deployments::delete),
        ("GET", ["deployments", _, "statuses"]) => (READ_DEPLOYMENTS, statuses::list),
        ("POST", ["deployments", _, "statuses"]) => (DEPLOY, statuses::create),
        ("GET", ["deployments", _, "statuses", _]) => (READ_DEPLOYMENTS, statuses::get),
        ("GET", ["environments"]) => (READ_ACTIONS, environments::list),
        ("GET", ["environments", _]) => (READ_ACTIONS, environments::get),
        // No job's token can administer, so that there is nothing behind these.
        ("PUT" | "DELETE", ["environments", _]) => (ADMINISTER, environments::get),
        ("GET", ["issues", _, "comments"]) => (READ_COMMENTS, comments::list),
        ("POST", ["issues", _, "comments"]) => (COMMENT, comments::create),
        ("GET", ["issues", "comments", _]) => (READ_COMMENTS, comments::get),
        ("PATCH", ["issues", "comments", _]) => (COMMENT, comments::update),
        ("DELETE", ["issues", "comments", _]) => (COMMENT, comments::delete),
        ("GET", ["actions", "artifacts"]) => (READ_ACTIONS, artifacts::list),
        ("GET", ["actions", "artifacts", _]) => (READ_ACTIONS, artifacts::get),
        ("DELETE", ["actions", "artifacts", _]) => (ACTIONS, artifacts::delete),
        ("GET", ["actions", "artifacts", _, _]) => (READ_ACTIONS, artifacts::download),
        ("GET", ["actions", "runs"]) => (READ_ACTIONS, runs::list),
        ("GET", ["actions", "runs", _]) => (READ_ACTIONS, runs::get),
        ("GET", ["actions", "runs", _, "artifacts"]) => (READ_ACTIONS, artifacts::list_of_run),
        ("GET", ["actions", "runs", _, "jobs"]) => (READ_ACTIONS, jobs::list),
        ("GET", ["actions", "runs", _, "attempts", _, "jobs"]) => (READ_ACTIONS, jobs::list_of_attempt),
        ("GET", ["actions", "oidc", "customization", "sub"]) => (READ_ACTIONS, oidc_customization::get),
        ("PUT", ["actions", "oidc", "customization", "sub"]) => (ACTIONS, oidc_customization::set),
        ("GET", ["rules", "branches", _]) => (METADATA, branch_rules::list),
        ("GET", ["commits", _, "check-runs"]) => (READ_CHECKS, check_runs::of_commit),
        ("GET", ["commits", _, "pulls"]) => (READ_PULLS, pull_requests::of_commit),
        ("GET", ["attestations", _]) => (READ_ATTESTATIONS, attestations::list),
        ("GET", ["pulls", _]) => (READ_PULLS, pull_requests::get),
        _ => return None,
    };
    Some(found)
}

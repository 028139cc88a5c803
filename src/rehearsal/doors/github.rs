//! GitHub's REST API, as far as deployments go (github-contract §5; shapes from GitHub's OpenAPI
//! description).

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::{Incoming, Reply};
use crate::rehearsal::World;
use crate::rehearsal::state::{Effect, GitHub, GitHubDeployment, GitHubStatus, State};

const STATES: &[&str] = &["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];

pub fn answer(world: &World, incoming: &Incoming) -> Reply {
    let mut state = world.state();
    let now = world.clock().now();
    if incoming.bearer() != Some(&state.github.token) {
        return problem(401, "Bad credentials");
    }
    let segments = incoming.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let method = incoming.method.as_str();
    let known = matches!(&path[..], ["repos", owner, name, ..] if is_repository(&state.github, owner, name));
    if !known {
        return problem(404, "Not Found");
    }
    let write = method != "GET";
    let may =
        state.github.permissions.iter().any(|(name, level)| name == "deployments" && (!write || level == "write"));
    if !may {
        return problem(403, "Resource not accessible by integration");
    }
    let base = format!("{}/github", world.origin());
    match (method, &path[3..]) {
        ("POST", ["deployments"]) => create(&mut state, incoming, &base, now),
        ("GET", ["deployments"]) => {
            let all: Vec<Value> =
                state.github.deployments.iter().rev().map(|d| deployment(&state.github, d, &base)).collect();
            Reply::json(200, &json!(all))
        }
        ("GET", ["deployments", id]) => match find(&state.github, id) {
            Some(found) => Reply::json(200, &deployment(&state.github, found, &base)),
            None => problem(404, "Not Found"),
        },
        ("POST", ["deployments", id, "statuses"]) => set_status(&mut state, id, incoming, &base, now),
        ("GET", ["deployments", id, "statuses"]) => match find(&state.github, id) {
            Some(found) => {
                let all: Vec<Value> =
                    found.statuses.iter().rev().map(|s| status(&state.github, found, s, &base)).collect();
                Reply::json(200, &json!(all))
            }
            None => problem(404, "Not Found"),
        },
        _ => problem(404, "Not Found"),
    }
}

fn is_repository(github: &GitHub, owner: &str, name: &str) -> bool {
    github.owner.eq_ignore_ascii_case(owner) && github.repository.eq_ignore_ascii_case(name)
}

fn find<'a>(github: &'a GitHub, id: &str) -> Option<&'a GitHubDeployment> {
    github.deployments.iter().find(|deployment| deployment.id.to_string() == id)
}

fn create(state: &mut State, incoming: &Incoming, base: &str, now: OffsetDateTime) -> Reply {
    let Some(body) = incoming.json() else {
        return problem(400, "Problems parsing JSON");
    };
    let Some(reference) = body["ref"].as_str() else {
        return problem(422, "Invalid request. \"ref\" wasn't supplied.");
    };
    // Absent `required_contexts` means all of them, and the job that asks is itself not green yet.
    if body["required_contexts"].as_array().is_none_or(|contexts| !contexts.is_empty()) {
        return problem(409, &format!("Conflict: Commit status checks failed for {reference}."));
    }
    if body["auto_merge"].as_bool().unwrap_or(true) {
        return Reply::json(202, &json!({"message": format!("Auto-merged main into {reference} on deployment.")}));
    }
    let environment = body["environment"].as_str().unwrap_or("production").to_owned();
    let id = 1_000 + state.github.deployments.len() as u64;
    let created = GitHubDeployment {
        id,
        sha: reference.to_owned(),
        reference: reference.to_owned(),
        environment: environment.clone(),
        description: body["description"].as_str().unwrap_or_default().to_owned(),
        payload: body["payload"].clone(),
        created: now,
        statuses: Vec::new(),
    };
    let shown = deployment(&state.github, &created, base);
    state.github.deployments.push(created);
    state.note(now, Effect::GitHubDeploymentCreated { id, environment });
    Reply::json(201, &shown)
}

fn set_status(state: &mut State, id: &str, incoming: &Incoming, base: &str, now: OffsetDateTime) -> Reply {
    let body = incoming.json().unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let new_state = text("state");
    if !STATES.contains(&new_state.as_str()) {
        return problem(422, "Validation Failed: state is not included in the list");
    }
    if text("description").chars().count() > 140 {
        return problem(422, "Validation Failed: description is too long (maximum is 140 characters)");
    }
    let Some(index) = state.github.deployments.iter().position(|deployment| deployment.id.to_string() == id) else {
        return problem(404, "Not Found");
    };
    let deployment = &mut state.github.deployments[index];
    let added = GitHubStatus {
        id: deployment.id * 100 + deployment.statuses.len() as u64,
        state: new_state.clone(),
        description: text("description"),
        environment_url: text("environment_url"),
        log_url: text("log_url"),
        created: now,
    };
    deployment.statuses.push(added.clone());
    let id = deployment.id;
    let shown = status(&state.github, &state.github.deployments[index], &added, base);
    state.note(now, Effect::GitHubStatusSet { id, state: new_state });
    Reply::json(201, &shown)
}

fn deployment(github: &GitHub, deployment: &GitHubDeployment, base: &str) -> Value {
    let repository = format!("{base}/repos/{}/{}", github.owner, github.repository);
    let url = format!("{repository}/deployments/{}", deployment.id);
    json!({
        "url": url, "id": deployment.id, "node_id": format!("DE_{}", deployment.id), "sha": deployment.sha,
        "ref": deployment.reference, "task": "deploy", "payload": deployment.payload,
        "original_environment": deployment.environment, "environment": deployment.environment,
        "description": deployment.description, "creator": bot(base),
        "created_at": stamp(deployment.created), "updated_at": stamp(deployment.created),
        "statuses_url": format!("{url}/statuses"), "repository_url": repository,
        "transient_environment": false, "production_environment": deployment.environment == "production",
        "performed_via_github_app": null,
    })
}

fn status(github: &GitHub, deployment: &GitHubDeployment, status: &GitHubStatus, base: &str) -> Value {
    let repository = format!("{base}/repos/{}/{}", github.owner, github.repository);
    let url = format!("{repository}/deployments/{}", deployment.id);
    json!({
        "url": format!("{url}/statuses/{}", status.id), "id": status.id, "node_id": format!("DES_{}", status.id),
        "state": status.state, "creator": bot(base), "description": status.description,
        "environment": deployment.environment, "target_url": status.log_url,
        "created_at": stamp(status.created), "updated_at": stamp(status.created),
        "deployment_url": url, "repository_url": repository,
        "environment_url": status.environment_url, "log_url": status.log_url, "performed_via_github_app": null,
    })
}

fn bot(base: &str) -> Value {
    let user = format!("{base}/users/github-actions%5Bbot%5D");
    json!({
        "login": "github-actions[bot]", "id": 41898282, "node_id": "MDM6Qm90NDE4OTgyODI=",
        "avatar_url": format!("{base}/avatars/15368"), "gravatar_id": "", "url": user,
        "html_url": "https://github.com/apps/github-actions", "followers_url": format!("{user}/followers"),
        "following_url": format!("{user}/following{{/other_user}}"), "gists_url": format!("{user}/gists{{/gist_id}}"),
        "starred_url": format!("{user}/starred{{/owner}}{{/repo}}"), "subscriptions_url": format!("{user}/subscriptions"),
        "organizations_url": format!("{user}/orgs"), "repos_url": format!("{user}/repos"),
        "events_url": format!("{user}/events{{/privacy}}"), "received_events_url": format!("{user}/received_events"),
        "type": "Bot", "site_admin": false,
    })
}

fn stamp(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.format(format).unwrap_or_default()
}

fn problem(status: u16, message: &str) -> Reply {
    let documentation = "https://docs.github.com/rest/deployments/deployments";
    Reply::json(status, &json!({"message": message, "documentation_url": documentation, "status": status.to_string()}))
}

use serde_json::{Value, json};

use super::ask::Ask;
use super::deployments::index;
use super::stamp::{node_id, stamp};
use super::{page, problem, user};
use crate::doors::Reply;
use crate::laws::github_deployment::{add_status, ensure_environment};
use crate::state::{Effect, GitHubDeployment, GitHubStatus};

const PAGE: &str = "/deployments/statuses";
const STATES: &[&str] = &["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];

pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let Some(index) = index(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    let deployment = &ask.github().deployments[index];
    let newest_first: Vec<&GitHubStatus> = deployment.statuses.iter().rev().collect();
    page::list(ask, &newest_first, |status| shape(ask, deployment, status))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    let deployment = index(ask).map(|index| &ask.github().deployments[index]);
    let id = ask.number(3);
    let found = deployment.and_then(|one| Some((one, one.statuses.iter().find(|status| Some(status.id) == id)?)));
    match found {
        Some((deployment, status)) => Reply::json(200, &shape(ask, deployment, status)),
        None => problem::plain(404, "Not Found", PAGE),
    }
}

pub(super) fn create(ask: &mut Ask<'_>) -> Reply {
    let Some(index) = index(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    let Some(body) = ask.body() else {
        return problem::not_json(PAGE);
    };
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let Some(state) = text("state") else {
        return problem::missing("state", PAGE);
    };
    if !STATES.contains(&state.as_str()) {
        return problem::invalid("DeploymentStatus", "state", "custom", "state is not included in the list", PAGE);
    }
    let description = text("description").unwrap_or_default();
    if description.chars().count() > 140 {
        let words = "description is too long (maximum is 140 characters)";
        return problem::invalid("DeploymentStatus", "description", "custom", words, PAGE);
    }
    let now = ask.now;
    let environment = text("environment").unwrap_or_else(|| ask.github().deployments[index].environment.clone());
    ensure_environment(&mut ask.state.github, &environment, now);
    let status = GitHubStatus {
        id: ask.state.github.new_id(),
        state: state.clone(),
        description,
        environment,
        environment_url: text("environment_url").unwrap_or_default(),
        log_url: text("log_url").or_else(|| text("target_url")).unwrap_or_default(),
        created: now,
    };
    let auto_inactive = body["auto_inactive"].as_bool().unwrap_or(true);
    add_status(&mut ask.state.github, index, status.clone(), auto_inactive);
    let deployment = &ask.github().deployments[index];
    let shown = shape(ask, deployment, &status);
    let id = deployment.id;
    ask.state.note(now, Effect::GitHubStatusSet { id, state });
    let location = shown["url"].as_str().unwrap_or_default().to_owned();
    Reply::json(201, &shown).header("location", location)
}

fn shape(ask: &Ask<'_>, deployment: &GitHubDeployment, status: &GitHubStatus) -> Value {
    let url = ask.url(&format!("/deployments/{}", deployment.id));
    json!({
        "url": format!("{url}/statuses/{}", status.id), "id": status.id, "node_id": node_id("DES", status.id),
        "state": status.state, "creator": user::bot(ask), "description": status.description,
        "environment": status.environment, "target_url": status.log_url,
        "created_at": stamp(status.created), "updated_at": stamp(status.created),
        "deployment_url": url, "repository_url": ask.url(""),
        "environment_url": status.environment_url, "log_url": status.log_url, "performed_via_github_app": null,
    })
}

use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem, user};
use crate::doors::Reply;
use crate::laws::github_deployment::{NotDeployed, admit, ensure_environment, may_delete};
use crate::state::{Effect, GitHubDeployment};

const PAGE: &str = "/deployments/deployments";

/// The place of a deployment in the list.
pub(super) fn index(ask: &Ask<'_>) -> Option<usize> {
    let id = ask.number(1)?;
    ask.github().deployments.iter().position(|deployment| deployment.id == id)
}

pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    let wanted = |name: &str, is: &str| ask.incoming.parameter(name).is_none_or(|wanted| wanted == is);
    let found: Vec<&GitHubDeployment> = ask
        .github()
        .deployments
        .iter()
        .rev()
        .filter(|one| wanted("sha", &one.sha) && wanted("ref", &one.reference))
        .filter(|one| wanted("task", &one.task) && wanted("environment", &one.environment))
        .collect();
    page::list(ask, &found, |one| shape(ask, one))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    match index(ask) {
        Some(index) => Reply::json(200, &shape(ask, &ask.github().deployments[index])),
        None => problem::plain(404, "Not Found", PAGE),
    }
}

pub(super) fn create(ask: &mut Ask<'_>) -> Reply {
    let Some(body) = ask.body() else {
        return problem::not_json(PAGE);
    };
    let Some(reference) = body["ref"].as_str() else {
        return problem::missing("ref", PAGE);
    };
    let text = |name: &str, usual: &str| body[name].as_str().unwrap_or(usual).to_owned();
    let flag = |name: &str, usual: bool| body[name].as_bool().unwrap_or(usual);
    let environment = text("environment", "production");
    let description = text("description", "");
    if description.chars().count() > 140 {
        let words = "description is too long (maximum is 140 characters)";
        return problem::invalid("Deployment", "description", "custom", words, PAGE);
    }
    let required: Option<Vec<String>> = body["required_contexts"]
        .as_array()
        .map(|contexts| contexts.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let branch = match admit(ask.github(), reference, flag("auto_merge", true), required.as_deref(), ask.now) {
        Ok(branch) => branch,
        Err(why) => return refused(ask, reference, &why),
    };
    let now = ask.now;
    ensure_environment(&mut ask.state.github, &environment, now);
    let id = ask.state.github.new_id();
    let created = GitHubDeployment {
        id,
        sha: branch.sha,
        reference: reference.to_owned(),
        task: text("task", "deploy"),
        original_environment: environment.clone(),
        environment: environment.clone(),
        transient: flag("transient_environment", false),
        production: flag("production_environment", environment == "production"),
        description,
        payload: if body["payload"].is_null() { json!({}) } else { body["payload"].clone() },
        created: now,
        statuses: Vec::new(),
    };
    let shown = shape(ask, &created);
    ask.state.github.deployments.push(created);
    ask.state.note(now, Effect::GitHubDeploymentCreated { id, environment });
    Reply::json(201, &shown)
}

fn refused(ask: &Ask<'_>, reference: &str, why: &NotDeployed) -> Reply {
    let main = &ask.github().default_branch;
    match why {
        NotDeployed::NoRef => problem::plain(422, &format!("No ref found for: {reference}"), PAGE),
        NotDeployed::Merged => {
            Reply::json(202, &json!({"message": format!("Auto-merged {main} into {reference} on deployment.")}))
        }
        NotDeployed::Conflict => problem::plain(409, &format!("Conflict merging {main} into {reference}"), PAGE),
        NotDeployed::NotGreen(contexts) => {
            let contexts: Vec<Value> =
                contexts.iter().map(|one| json!({"context": one.context, "state": one.state})).collect();
            let error = json!({
                "contexts": contexts, "resource": "Deployment", "field": "required_contexts", "code": "invalid",
            });
            let message = format!("Conflict: Commit status checks failed for {reference}.");
            problem::with_errors(409, &message, vec![error], PAGE)
        }
    }
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Reply {
    let Some(index) = index(ask) else {
        return problem::plain(404, "Not Found", PAGE);
    };
    if !may_delete(ask.github(), index) {
        let words = "We cannot delete an active deployment unless it is the only deployment in a given environment.";
        return problem::with_errors(422, "Validation Failed", vec![json!(words)], PAGE);
    }
    let (now, gone) = (ask.now, ask.state.github.deployments.remove(index));
    ask.state.note(now, Effect::GitHubDeploymentDeleted { id: gone.id });
    Reply::empty(204)
}

fn shape(ask: &Ask<'_>, deployment: &GitHubDeployment) -> Value {
    let url = ask.url(&format!("/deployments/{}", deployment.id));
    json!({
        "url": url, "id": deployment.id, "node_id": node_id("DE", deployment.id), "sha": deployment.sha,
        "ref": deployment.reference, "task": deployment.task, "payload": deployment.payload,
        "original_environment": deployment.original_environment, "environment": deployment.environment,
        "description": deployment.description, "creator": user::bot(ask),
        "created_at": stamp(deployment.created), "updated_at": stamp(deployment.updated()),
        "statuses_url": format!("{url}/statuses"), "repository_url": ask.url(""),
        "transient_environment": deployment.transient, "production_environment": deployment.production,
        "performed_via_github_app": null,
    })
}

use serde_json::{Value, json};

use super::ask::Ask;
use super::stamp::{node_id, stamp};
use super::{page, problem, user};
use crate::doors::Reply;
use crate::percent::encoded;
use crate::state::Environment;

pub(super) fn list(ask: &mut Ask<'_>) -> Reply {
    page::counted(ask, "environments", &ask.github().environments, |environment| shape(ask, environment))
}

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    match ask.github().environment(ask.text(1)) {
        Some(environment) => Reply::json(200, &shape(ask, environment)),
        None => problem::plain(404, "Not Found", "/deployments/environments#get-an-environment"),
    }
}

fn shape(ask: &Ask<'_>, environment: &Environment) -> Value {
    let id = environment.id;
    let mut rules = Vec::new();
    if let Some(minutes) = environment.wait_minutes {
        rules
            .push(json!({"id": id + 1, "node_id": node_id("GA", id + 1), "type": "wait_timer", "wait_timer": minutes}));
    }
    if !environment.reviewers.is_empty() {
        let reviewer = |login: &String| json!({"type": "User", "reviewer": user::person(ask, login)});
        let reviewers: Vec<Value> = environment.reviewers.iter().map(reviewer).collect();
        rules.push(json!({
            "id": id + 3, "node_id": node_id("GA", id + 3), "type": "required_reviewers",
            "prevent_self_review": environment.prevent_self_review, "reviewers": reviewers,
        }));
    }
    let is_protected = environment.protected_branches_only;
    let policy = if !is_protected && environment.branch_patterns.is_empty() {
        Value::Null
    } else {
        rules.push(json!({"id": id + 2, "node_id": node_id("GA", id + 2), "type": "branch_policy"}));
        json!({"protected_branches": is_protected, "custom_branch_policies": !is_protected})
    };
    let name = encoded(&environment.name);
    json!({
        "id": id, "node_id": node_id("EN", id), "name": environment.name,
        "url": ask.url(&format!("/environments/{name}")),
        "html_url": ask.page_url(&format!("/deployments/activity_log?environments_filter={name}")),
        "created_at": stamp(environment.created), "updated_at": stamp(environment.created), "can_admins_bypass": environment.admins_bypass,
        "protection_rules": rules, "deployment_branch_policy": policy,
    })
}

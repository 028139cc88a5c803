use serde_json::{Value, json};

use super::ask::Ask;
use super::problem;
use crate::doors::Reply;

const PAGE: &str = "/actions/oidc";

pub(super) fn get(ask: &mut Ask<'_>) -> Reply {
    let github = ask.github();
    let template = &github.subject_template;
    let mut shape = json!({"use_default": template.use_default});
    if let Some(keys) = template.include_claim_keys.as_ref().filter(|_| !template.use_default) {
        shape["include_claim_keys"] = json!(keys);
    }
    // Enterprise Server has no immutable subjects, and does not speak of them.
    if !github.server.is_enterprise_server() {
        shape["use_immutable_subject"] = json!(github.immutable_subjects);
        shape["sub_claim_prefix"] = json!(github.subject_prefix());
    }
    Reply::json(200, &shape)
}

pub(super) fn set(ask: &mut Ask<'_>) -> Reply {
    let Some(body) = ask.body() else {
        return problem::not_json(PAGE);
    };
    let Some(use_default) = body["use_default"].as_bool() else {
        return problem::missing("use_default", PAGE);
    };
    let given = body["include_claim_keys"].as_array();
    let keys: Option<Vec<String>> =
        given.map(|keys| keys.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let fits = |key: &String| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !key.is_empty();
    if keys.iter().flatten().any(|key| !fits(key)) {
        return problem::plain(422, "Claim keys can contain only alphanumeric characters and underscores.", PAGE);
    }
    let github = &mut ask.state.github;
    github.subject_template.use_default = use_default;
    if !use_default {
        github.subject_template.include_claim_keys = keys;
    }
    if let Some(immutable) = body["use_immutable_subject"].as_bool() {
        github.immutable_subjects = immutable;
    }
    Reply::json(201, &json!({}))
}

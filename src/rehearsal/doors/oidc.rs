//! GitHub's token service (github-contract §4.1): a token for five minutes, with `nbf` ten minutes
//! in the past.

use serde_json::json;

use super::{Incoming, Reply};
use crate::rehearsal::World;
use crate::rehearsal::laws::jwt;
use crate::rehearsal::state::JobTrigger;

pub fn answer(world: &World, incoming: &Incoming) -> Reply {
    if incoming.path != "/token" || incoming.method != "GET" {
        return Reply::empty(404);
    }
    let mut state = world.state();
    if incoming.bearer() != Some(&state.github.job.request_token) {
        return Reply::json(401, &json!({"message": "Unauthorized"}));
    }
    let issued = world.clock().now().unix_timestamp();
    let id = state.new_guid();
    let github = &state.github;
    let full_name = format!("{}/{}", github.owner, github.repository);
    let audience = incoming.parameter("audience").unwrap_or_else(|| format!("https://github.com/{}", github.owner));
    let (reference, event, base, head) = match &github.job.trigger {
        JobTrigger::Branch(branch) => (format!("refs/heads/{branch}"), "push", "", ""),
        JobTrigger::PullRequest => ("refs/pull/7/merge".to_owned(), "pull_request", "main", "feature"),
    };
    let workflow = format!("{full_name}/.github/workflows/release.yml@{reference}");
    let mut claims = json!({
        "jti": id, "sub": github.subject(), "aud": audience, "iss": "https://token.actions.githubusercontent.com",
        "iat": issued, "nbf": issued - 600, "exp": issued + 300,
        "ref": reference, "ref_type": "branch", "ref_protected": "true", "base_ref": base, "head_ref": head,
        "sha": "0000000000000000000000000000000000000000", "event_name": event,
        "repository": full_name, "repository_owner": github.owner,
        "repository_id": github.repository_id.to_string(), "repository_owner_id": github.owner_id.to_string(),
        "repository_visibility": "private", "actor": "octocat", "actor_id": "1",
        "workflow": "release", "workflow_ref": workflow, "workflow_sha": "0000000000000000000000000000000000000000",
        "job_workflow_ref": workflow, "job_workflow_sha": "0000000000000000000000000000000000000000",
        "run_id": "1", "run_number": "1", "run_attempt": "1", "runner_environment": "github-hosted", "check_run_id": "1",
    });
    if let Some(environment) = &github.job.environment {
        claims["environment"] = json!(environment);
    }
    Reply::json(200, &json!({"count": 1, "value": jwt::sign(&claims)}))
}

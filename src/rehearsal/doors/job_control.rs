//! Which job the world's run is, as data that can be read and changed at the control endpoint.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Incoming, Reply};
use crate::laws::github_deployment::ensure_environment;
use crate::state::{GitHubServer, OidcJob, State};

/// What can be chosen.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Setup {
    server: GitHubServer,
    visibility: String,
    immutable_subjects: bool,
    /// The claims that make up the subject; `null` for the usual one.
    include_claim_keys: Option<Vec<String>>,
    permissions: Vec<(String, String)>,
    job: OidcJob,
}

/// What there is, with the token for the API and the subject that follows.
pub(super) fn show(state: &State) -> Reply {
    let mut shown = json!(setup(state));
    shown["token"] = json!(state.github.token);
    shown["subject"] = json!(state.github.subject());
    Reply::json(200, &shown)
}

/// Changes what is named and leaves the rest.
pub(super) fn change(state: &mut State, incoming: &Incoming, now: OffsetDateTime) -> Reply {
    let mut wanted = json!(setup(state));
    merge(&mut wanted, &incoming.json().unwrap_or(Value::Null));
    let chosen: Setup = match serde_json::from_value(wanted) {
        Ok(chosen) => chosen,
        Err(error) => return Reply::json(400, &json!({"error": format!("this is no job: {error}")})),
    };
    let github = &mut state.github;
    github.server = chosen.server;
    github.visibility = chosen.visibility;
    github.immutable_subjects = chosen.immutable_subjects;
    github.subject_template.use_default = chosen.include_claim_keys.is_none();
    github.subject_template.include_claim_keys = chosen.include_claim_keys;
    github.permissions = chosen.permissions;
    github.job = chosen.job;
    if let Some(environment) = github.job.environment.clone() {
        ensure_environment(github, &environment, now);
    }
    show(state)
}

fn setup(state: &State) -> Setup {
    let github = state.github.clone();
    let template = github.subject_template;
    Setup {
        server: github.server,
        visibility: github.visibility,
        immutable_subjects: github.immutable_subjects,
        include_claim_keys: template.include_claim_keys.filter(|_| !template.use_default),
        permissions: github.permissions,
        job: github.job,
    }
}

/// Parts that are named take the place of those there are; of the job too its named parts only.
fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            for (name, value) in patch {
                match into.get_mut(name) {
                    Some(old) if name == "job" => merge(old, value),
                    _ => drop(into.insert(name.clone(), value.clone())),
                }
            }
        }
        (into, patch) => *into = patch.clone(),
    }
}

//! Objects that several tests use.

use std::time::Duration;

use bytes::Bytes;
use rehearsal::World;
use rehearsal::state::{Artifact, JobRun, PullRequest, State, WorkflowRun};
use serde_json::{Value, json};

use crate::github_world::client::{Client, REPOSITORY};

/// A commit that no branch is at.
pub const COMMIT: &str = "1111111111111111111111111111111111111111";

pub fn path(rest: &str) -> String {
    format!("{REPOSITORY}{rest}")
}

pub fn pull_request(number: u64) -> PullRequest {
    PullRequest {
        number,
        title: "Dark mode".into(),
        author: "mona".into(),
        head: "dark-mode".into(),
        head_sha: COMMIT.into(),
        base: "main".into(),
        commits: vec![COMMIT.into()],
        merged_as: None,
        open: true,
        locked: false,
        created: time::OffsetDateTime::UNIX_EPOCH,
    }
}

pub fn upload(world: &World, run_id: u64, name: &str, bytes: &'static [u8]) -> u64 {
    let now = world.clock().now();
    let mut state = world.state();
    let id = state.github.new_id();
    state.github.artifacts.push(Artifact {
        id,
        name: name.into(),
        run_id,
        bytes: Bytes::from_static(bytes),
        single_file: None,
        has_digest: true,
        created: now,
        expires: now + Duration::from_secs(86_400),
    });
    id
}

/// An earlier run, tried twice.
pub fn earlier_run(state: &mut State) {
    let started = time::OffsetDateTime::UNIX_EPOCH;
    let job = |id, attempt, conclusion: &str| JobRun {
        id,
        attempt,
        name: "build".into(),
        conclusion: Some(conclusion.into()),
        started,
        ended: Some(started),
    };
    state.github.job.run_id = 9;
    state.github.runs.push(WorkflowRun {
        id: 5,
        name: "build".into(),
        workflow_file: "build.yml".into(),
        number: 3,
        attempt: 2,
        event: "push".into(),
        head_branch: "main".into(),
        head_sha: COMMIT.into(),
        actor: "mona".into(),
        conclusion: Some("success".into()),
        created: started,
        jobs: vec![job(51, 1, "failure"), job(52, 2, "success")],
        pull_request: None,
        repository_id: 821_093_847,
    });
}

pub async fn deploy(client: &Client, more: Value) -> u64 {
    let mut body = json!({"ref": COMMIT, "auto_merge": false, "required_contexts": [], "environment": "qa"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let created = client.ask("POST", &path("/deployments"), Some(body)).await;
    assert_eq!(created.status, 201, "{}", created.json());
    created.json()["id"].as_u64().unwrap()
}

pub async fn say(client: &Client, deployment: u64, state: &str) -> Value {
    let body = json!({"state": state, "log_url": "https://example.test/log"});
    let created = client.ask("POST", &path(&format!("/deployments/{deployment}/statuses")), Some(body)).await;
    assert_eq!(created.status, 201);
    created.json()
}

pub async fn state_of(client: &Client, deployment: u64) -> String {
    let statuses = client.get(&path(&format!("/deployments/{deployment}/statuses"))).await.json();
    statuses[0]["state"].as_str().unwrap_or_default().to_owned()
}

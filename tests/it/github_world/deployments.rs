//! Deployments and their statuses follow their rules.

use rehearsal::state::{Branch, CommitStatus, Effect, Standing};
use serde_json::{Value, json};

use crate::github_world::client::{Client, world};
use crate::github_world::scene::{COMMIT, deploy, path, say, state_of};

#[tokio::test(start_paused = true)]
async fn a_success_makes_earlier_deployments_inactive_unless_they_are_production_or_transient() {
    let world = world(|_| {});
    let client = Client::of(&world);
    let first = deploy(&client, json!({})).await;
    let passing = deploy(&client, json!({"transient_environment": true})).await;
    let live = deploy(&client, json!({"production_environment": true})).await;
    let elsewhere = deploy(&client, json!({"environment": "other"})).await;
    let failed = deploy(&client, json!({})).await;
    for deployment in [first, passing, live, elsewhere] {
        say(&client, deployment, "success").await;
    }
    say(&client, failed, "failure").await;
    let newest = deploy(&client, json!({})).await;
    say(&client, newest, "success").await;
    let mut states = Vec::new();
    for deployment in [first, passing, live, elsewhere, failed, newest] {
        states.push(state_of(&client, deployment).await);
    }
    assert_eq!(states, ["inactive", "success", "success", "success", "failure", "success"]);

    let body = json!({"state": "success", "auto_inactive": false});
    let last = deploy(&client, json!({})).await;
    client.ask("POST", &path(&format!("/deployments/{last}/statuses")), Some(body)).await;
    assert_eq!(state_of(&client, newest).await, "success", "nobody asked to end it");
}

#[tokio::test(start_paused = true)]
async fn an_active_deployment_is_deleted_only_when_it_is_the_only_one() {
    let world = world(|_| {});
    let client = Client::of(&world);
    let (old, new) = (deploy(&client, json!({})).await, deploy(&client, json!({})).await);
    say(&client, new, "success").await;
    let delete = async |id: u64| client.ask("DELETE", &path(&format!("/deployments/{id}")), None).await;
    let refused = delete(new).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json()["errors"][0].as_str().unwrap().contains("active deployment"));
    assert_eq!(delete(old).await.status, 204);
    assert_eq!(delete(new).await.status, 204, "now it is the only one");
    assert_eq!(delete(new).await.status, 404);
    assert!(world.effects().contains(&Effect::GitHubDeploymentDeleted { id: old }));
}

#[tokio::test(start_paused = true)]
async fn a_deployment_requires_green_checks_and_merges_the_default_branch_by_default() {
    let world = world(|state| {
        let standing = |name: &str, standing| Branch { name: name.into(), sha: COMMIT.into(), standing };
        state.github.branches.push(standing("behind", Standing::Behind));
        state.github.branches.push(standing("torn", Standing::Conflicting));
        let said = |context: &str, state: &str| CommitStatus {
            sha: COMMIT.into(),
            context: context.into(),
            state: state.into(),
        };
        state.github.commit_statuses = vec![said("lint", "success"), said("tests", "failure")];
    });
    let client = Client::of(&world);
    let ask = async |body: Value| client.ask("POST", &path("/deployments"), Some(body)).await;
    let all = ask(json!({"ref": COMMIT})).await;
    assert_eq!(all.status, 409);
    let contexts = all.json()["errors"][0]["contexts"].as_array().unwrap().clone();
    let names: Vec<&str> = contexts.iter().map(|one| one["context"].as_str().unwrap()).collect();
    assert_eq!(names, ["tests", "release"], "our own running job is among them");
    assert_eq!(ask(json!({"ref": COMMIT, "required_contexts": ["lint"]})).await.status, 201);
    assert_eq!(ask(json!({"ref": COMMIT, "required_contexts": ["absent"]})).await.status, 409);
    let merged = ask(json!({"ref": "behind", "required_contexts": []})).await;
    assert_eq!((merged.status, merged.message()), (202, "Auto-merged main into behind on deployment.".to_owned()));
    assert_eq!(ask(json!({"ref": "torn", "required_contexts": []})).await.status, 409);
    assert_eq!(ask(json!({"ref": "torn", "required_contexts": [], "auto_merge": false})).await.status, 201);
    let unknown = ask(json!({"ref": "nowhere", "required_contexts": []})).await;
    assert_eq!((unknown.status, unknown.message()), (422, "No ref found for: nowhere".to_owned()));
    assert_eq!(ask(json!({"task": "deploy"})).await.status, 422);
    assert_eq!(client.get(&path("/deployments")).await.json().as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn each_field_of_a_status_is_validated() {
    let world = world(|_| {});
    let client = Client::of(&world);
    let id = deploy(&client, json!({})).await;
    let ask = async |body: Value| client.ask("POST", &path(&format!("/deployments/{id}/statuses")), Some(body)).await;
    let wrong = ask(json!({"state": "shipped"})).await;
    assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (422, &json!("state")));
    let long = ask(json!({"state": "success", "description": "é".repeat(141)})).await;
    assert_eq!((long.status, &long.json()["errors"][0]["field"]), (422, &json!("description")));
    assert_eq!(ask(json!({"state": "success", "description": "é".repeat(140)})).await.status, 201);
    let renamed = ask(json!({"state": "in_progress", "environment": "qa-2"})).await;
    assert!(renamed.header("location").contains("/statuses/"));
    let deployment = client.get(&path(&format!("/deployments/{id}"))).await.json();
    assert_eq!((&deployment["environment"], &deployment["original_environment"]), (&json!("qa-2"), &json!("qa")));
    assert_eq!(client.get(&path("/environments")).await.json()["total_count"], 2, "both were made on the way");
}

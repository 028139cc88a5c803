//! Every answer is as GitHub's own description says.

use serde_json::{Value, json};

use crate::github_world::client::{Client, contract, world};
use crate::github_world::scene::{COMMIT, deploy, earlier_run, path, pull_request, say, upload};

#[tokio::test(start_paused = true)]
async fn every_read_matches_githubs_description() {
    let world = world(|state| {
        earlier_run(state);
        state.github.pull_requests.push(pull_request(12));
    });
    let artifact = upload(&world, 9, "package", b"zip");
    let client = Client::of(&world);
    let deployment = deploy(&client, json!({"environment": "production", "payload": {"digest": "x"}})).await;
    let status = say(&client, deployment, "success").await["id"].as_u64().unwrap();
    let comment = client.ask("POST", &path("/issues/12/comments"), Some(json!({"body": "Hello"}))).await;
    let comment = comment.json()["id"].as_u64().unwrap();
    for rest in [
        "/deployments".to_owned(),
        format!("/deployments/{deployment}"),
        format!("/deployments/{deployment}/statuses"),
        format!("/deployments/{deployment}/statuses/{status}"),
        "/environments".to_owned(),
        "/environments/production".to_owned(),
        "/issues/12/comments".to_owned(),
        format!("/issues/comments/{comment}"),
        "/actions/artifacts".to_owned(),
        format!("/actions/artifacts/{artifact}"),
        "/actions/runs".to_owned(),
        "/actions/runs/5".to_owned(),
        "/actions/runs/9/artifacts".to_owned(),
        "/actions/runs/9/jobs".to_owned(),
        "/actions/runs/5/attempts/1/jobs".to_owned(),
        "/actions/oidc/customization/sub".to_owned(),
        format!("/commits/{COMMIT}/pulls"),
        "/pulls/12".to_owned(),
    ] {
        let reply = client.get(&path(&rest)).await;
        assert_eq!(reply.status, 200, "{rest}");
        let json = reply.json();
        assert!(json.as_array().is_none_or(|list| list.len() == 1), "{rest}: {json}");
        assert!(json["total_count"].as_u64().is_none_or(|count| count >= 1), "{rest}: {json}");
        assert!(!reply.header("x-github-request-id").is_empty());
        assert_eq!(reply.header("x-ratelimit-resource"), "core");
    }
    assert_eq!(client.get("/rate_limit").await.status, 200);
}

#[test]
fn the_comparison_with_the_description_finds_wrong_answers() {
    let Some(contract) = contract() else { return };
    let objections =
        |body: Value| contract.objections("GET", "/repos/a/b/deployments/1", 200, body.to_string().as_bytes());
    assert!(objections(json!({"id": "one"})).len() > 5);
    assert!(!contract.objections("GET", "/repos/a/b/unheard-of", 200, b"{}").is_empty());
    assert!(!contract.objections("GET", "/repos/a/b/deployments", 418, b"{}").is_empty());
}

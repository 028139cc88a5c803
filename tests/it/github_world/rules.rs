//! What guards releases: reviewers of environments, rules of branches, checks of commits.

use bytes::Bytes;
use rehearsal::World;
use rehearsal::state::{BranchRule, CommitStatus};
use serde_json::Value;

use crate::github_world::client::{AUTHORITY, Client, contract, send, world};
use crate::github_world::scene::{COMMIT, deploy, earlier_run, path};

/// What the description at hand does not hold is asked for as it is.
async fn get(world: &World, rest: &str) -> (u16, Value) {
    let bearer = format!("Bearer {}", world.state().github.token);
    let url = format!("https://{AUTHORITY}/github{}", path(rest));
    let reply = send(world, "GET", &url, &[("authorization", bearer.as_str())], Bytes::new()).await;
    (reply.status, reply.json())
}

#[tokio::test(start_paused = true)]
async fn the_reviewers_of_an_environment_are_told_as_githubs_description_says() {
    let world = world(|_| {});
    let client = Client::of(&world);
    deploy(&client, serde_json::json!({"environment": "production"})).await;
    world.state().github.environments[0].reviewers = vec!["mona".to_owned()];
    world.state().github.environments[0].admins_bypass = false;
    let environment = client.get(&path("/environments/production")).await.json();
    assert_eq!(environment["protection_rules"][0]["reviewers"][0]["reviewer"]["login"], "mona");
    assert_eq!(environment["can_admins_bypass"], false);
}

#[tokio::test(start_paused = true)]
async fn the_newest_check_of_each_name_is_listed_and_takes_the_permission() {
    let world = world(|state| {
        earlier_run(state);
        let said = |context: &str, state: &str| CommitStatus {
            sha: COMMIT.into(),
            context: context.into(),
            state: state.into(),
        };
        state.github.commit_statuses = vec![said("lint", "pending")];
    });
    assert_eq!(get(&world, &format!("/commits/{COMMIT}/check-runs")).await.0, 403);
    world.state().github.permissions.push(("checks".to_owned(), "read".to_owned()));
    let (status, listed) = get(&world, &format!("/commits/{COMMIT}/check-runs")).await;
    let told: Vec<(&str, &str)> = listed["check_runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| (run["name"].as_str().unwrap(), run["conclusion"].as_str().unwrap_or("none")))
        .collect();
    assert_eq!((status, told), (200, vec![("lint", "none"), ("build", "success")]));
    for run in listed["check_runs"].as_array().unwrap() {
        let Some(contract) = contract() else { return };
        let objections = contract.objections("GET", "/repos/a/b/check-runs/1", 200, run.to_string().as_bytes());
        assert!(objections.is_empty(), "{objections:#?}");
    }
    assert_eq!(get(&world, "/commits/main2/check-runs").await.0, 422);
}

#[tokio::test(start_paused = true)]
async fn the_rules_of_a_branch_take_no_permission() {
    let rule =
        BranchRule { branch: "main".into(), kind: "required_status_checks".into(), checks: vec!["build".into()] };
    let world = world(|state| {
        state.github.permissions.clear();
        state.github.branch_rules.push(rule);
    });
    let (status, rules) = get(&world, "/rules/branches/main").await;
    assert_eq!((status, &rules[0]["type"]), (200, &Value::from("required_status_checks")));
    assert_eq!(get(&world, "/rules/branches/other").await, (200, serde_json::json!([])));
}

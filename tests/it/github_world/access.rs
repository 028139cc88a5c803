//! Permissions, rate limits and base addresses of the simulated GitHub.

use std::time::Duration;

use bytes::Bytes;
use rehearsal::state::GitHubServer;
use serde_json::json;

use crate::github_world::client::{AUTHORITY, Client, send, world};
use crate::github_world::scene::{deploy, path, pull_request};

#[tokio::test(start_paused = true)]
async fn a_token_without_a_permission_is_refused_with_the_missing_permission() {
    let world = world(|state| {
        state.github.permissions = vec![("deployments".into(), "read".into())];
        state.github.pull_requests.push(pull_request(12));
    });
    let client = Client::of(&world);
    assert_eq!(client.get(&path("/deployments")).await.status, 200);
    for (method, rest, needed) in [
        ("POST", "/deployments", "deployments=write"),
        ("POST", "/issues/12/comments", "issues=write; pull_requests=write"),
        ("GET", "/actions/artifacts", "actions=read"),
        ("GET", "/environments", "actions=read"),
        ("PUT", "/environments/qa", "administration=write"),
    ] {
        let refused = client.ask(method, &path(rest), Some(json!({"body": "x"}))).await;
        assert_eq!((refused.status, refused.message()), (403, "Resource not accessible by integration".to_owned()));
        assert_eq!(refused.header("x-accepted-github-permissions"), needed, "{method} {rest}");
    }
    assert_eq!(client.get("/repos/contoso/secret/deployments").await.status, 404);
    assert_eq!(client.get("/repos/Contoso/SHOP/deployments").await.status, 200, "names have no case");
    let stranger = Client { token: "ghs_other".into(), ..Client::of(&world) };
    let refused = stranger.get(&path("/deployments")).await;
    assert_eq!((refused.status, refused.message()), (401, "Bad credentials".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn too_many_writes_in_a_minute_are_refused_with_a_retry_after() {
    let world = world(|state| state.github.pull_requests.push(pull_request(12)));
    world.state().github.limits.made_a_minute = 3;
    let client = Client::of(&world);
    let write = async || client.ask("POST", &path("/issues/12/comments"), Some(json!({"body": "hello"}))).await;
    for _ in 0..3 {
        assert_eq!(write().await.status, 201);
    }
    let refused = write().await;
    assert_eq!((refused.status, refused.header("retry-after")), (403, "60"));
    assert!(refused.message().starts_with("You have exceeded a secondary rate limit"));
    assert_ne!(refused.header("x-ratelimit-remaining"), "0", "the hour's requests are another matter");
    assert_eq!(client.get(&path("/deployments")).await.status, 200, "reading goes on");
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(write().await.status, 201);
    assert_eq!(world.state().github.comments.len(), 4);
    world.state().github.limits.made_a_minute = 1;
    world.state().github.limits.refused_with = 429;
    assert_eq!(write().await.status, 429, "GitHub says it with either status");
}

#[tokio::test(start_paused = true)]
async fn requests_are_limited_per_hour_and_unchanged_answers_are_free() {
    let world = world(|state| state.github.limits.hourly = 5);
    let client = Client::of(&world);
    let first = client.get(&path("/deployments")).await;
    assert_eq!((first.header("x-ratelimit-limit"), first.header("x-ratelimit-remaining")), ("5", "4"));
    let tag = first.header("etag").to_owned();
    for _ in 0..10 {
        let url = format!("https://{AUTHORITY}/github{}", path("/deployments"));
        let bearer = format!("Bearer {}", client.token);
        let headers = [("authorization", bearer.as_str()), ("if-none-match", tag.as_str())];
        let same = send(&world, "GET", &url, &headers, Bytes::new()).await;
        assert_eq!((same.status, same.body.len(), same.header("x-ratelimit-remaining")), (304, 0, "4"));
    }
    deploy(&client, json!({})).await;
    let changed = client.ask_with("GET", &path("/deployments"), None, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status, 200);
    let resets: i64 = changed.header("x-ratelimit-reset").parse().unwrap();
    for _ in 0..2 {
        client.get(&path("/deployments")).await;
    }
    let spent = client.get(&path("/deployments")).await;
    assert_eq!((spent.status, spent.header("x-ratelimit-remaining")), (403, "0"));
    assert!(spent.message().starts_with("API rate limit exceeded"));
    assert_eq!(client.get("/rate_limit").await.json()["rate"]["remaining"], 0, "asking for the limit is free");
    let wait = resets - world.clock().now().unix_timestamp();
    tokio::time::sleep(Duration::from_secs(u64::try_from(wait).unwrap() + 1)).await;
    assert_eq!(client.get(&path("/deployments")).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn enterprise_server_serves_its_api_under_its_own_path_without_rate_limits() {
    let world = world(|state| state.github.server = GitHubServer::EnterpriseServer("git.contoso.example".into()));
    let bearer = format!("Bearer {}", world.state().github.token);
    let ask = async |path: &str| {
        send(&world, "GET", &format!("https://{AUTHORITY}/github{path}"), &[("authorization", &bearer)], Bytes::new())
            .await
    };
    let runs = ask("/api/v3/repos/contoso/shop/actions/runs").await;
    assert_eq!(runs.status, 200);
    let run = &runs.json()["workflow_runs"][0];
    assert!(run["url"].as_str().unwrap().starts_with(&format!("https://{AUTHORITY}/github/api/v3/repos/")));
    assert!(run["html_url"].as_str().unwrap().starts_with("https://git.contoso.example/contoso/shop/actions/runs/"));
    assert_eq!(runs.header("x-ratelimit-limit"), "");
    assert!(!runs.header("x-github-enterprise-version").is_empty());
    assert_eq!(ask("/repos/contoso/shop/actions/runs").await.status, 404, "there people's pages are");
    let limit = ask("/api/v3/rate_limit").await;
    assert_eq!((limit.status, limit.message()), (404, "Rate limiting is not enabled.".to_owned()));
    let template = ask("/api/v3/repos/contoso/shop/actions/oidc/customization/sub").await.json();
    assert_eq!(template, json!({"use_default": true}));
}

#[tokio::test(start_paused = true)]
async fn a_subject_template_that_is_set_is_returned_and_used() {
    let world = world(|_| {});
    let client = Client::of(&world);
    let template = path("/actions/oidc/customization/sub");
    let keys = json!({"use_default": false, "include_claim_keys": ["repo", "context"], "use_immutable_subject": true});
    assert_eq!(client.ask("PUT", &template, Some(keys)).await.status, 201);
    let shown = client.get(&template).await.json();
    assert_eq!(shown["include_claim_keys"], json!(["repo", "context"]));
    assert_eq!(shown["sub_claim_prefix"], "repo:contoso@5544123/shop@821093847");
    assert_eq!(world.state().github.subject(), "repo:contoso@5544123/shop@821093847:ref:refs/heads/main");
    let wrong = json!({"use_default": false, "include_claim_keys": ["repo:x"]});
    assert_eq!(client.ask("PUT", &template, Some(wrong)).await.status, 422);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_api_version_is_refused() {
    let world = world(|_| {});
    let client = Client::of(&world);
    let ask = async |version: &str| {
        client.ask_with("GET", &path("/deployments"), None, &[("x-github-api-version", version)]).await.status
    };
    assert_eq!((ask("2022-11-28").await, ask("1999-01-01").await), (200, 410));
}

#[tokio::test(start_paused = true)]
async fn what_the_simulated_github_does_not_have_is_refused_by_its_name_and_another_repository_is_not_found() {
    let world = world(|_| {});
    let bearer = format!("Bearer {}", world.state().github.token);
    for (method, path, status) in [
        ("GET", "/user", 501),
        ("GET", "/meta", 501),
        ("GET", "/orgs/contoso", 501),
        ("GET", "/repos/contoso/shop", 501),
        ("GET", "/repos/contoso/shop/pulls", 501),
        ("GET", "/repos/contoso/shop/branches/main", 501),
        ("PATCH", "/repos/contoso/shop/deployments/1", 501),
        ("GET", "/repos/contoso/other", 404),
        ("GET", "/repos/contoso/other/pulls", 404),
        ("GET", "/repositories/1/deployments", 404),
    ] {
        let url = format!("https://{AUTHORITY}/github{path}");
        let reply = send(&world, method, &url, &[("authorization", &bearer)], Bytes::new()).await;
        assert_eq!(reply.status, status, "{method} {path}");
        let message = reply.message();
        let named = message.contains("simulated GitHub") && message.contains(&format!("{method} {path}"));
        assert_eq!(named, status == 501, "{message}");
    }
}

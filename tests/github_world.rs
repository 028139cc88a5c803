//! The simulated GitHub answers as the real one describes itself and behaves as it says, whoever asks.
#![allow(clippy::unwrap_used)]

#[path = "support/contract.rs"]
mod contract;
#[path = "support/github_client.rs"]
mod github_client;
#[path = "support/shared.rs"]
mod shared;

use std::time::Duration;

use bytes::Bytes;
use github_client::{AUTHORITY, Client, REPOSITORY, send, world};
use serde_json::{Value, json};
use slot_deploy::rehearsal::World;
use slot_deploy::rehearsal::state::{
    Artifact, Branch, Comment, Commenter, CommitStatus, Effect, GitHubServer, JobRun, JobTrigger, PullRequest,
    Standing, State, WorkflowRun,
};

/// A commit that no branch is at.
const COMMIT: &str = "1111111111111111111111111111111111111111";

fn path(rest: &str) -> String {
    format!("{REPOSITORY}{rest}")
}

fn pull_request(number: u64) -> PullRequest {
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

fn upload(world: &World, run_id: u64, name: &str, bytes: &'static [u8]) -> u64 {
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
fn earlier_run(state: &mut State) {
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

async fn deploy(client: &Client, more: Value) -> u64 {
    let mut body = json!({"ref": COMMIT, "auto_merge": false, "required_contexts": [], "environment": "qa"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let created = client.ask("POST", &path("/deployments"), Some(body)).await;
    assert_eq!(created.status, 201, "{}", created.json());
    created.json()["id"].as_u64().unwrap()
}

async fn say(client: &Client, deployment: u64, state: &str) -> Value {
    let body = json!({"state": state, "log_url": "https://example.test/log"});
    let created = client.ask("POST", &path(&format!("/deployments/{deployment}/statuses")), Some(body)).await;
    assert_eq!(created.status, 201);
    created.json()
}

async fn state_of(client: &Client, deployment: u64) -> String {
    let statuses = client.get(&path(&format!("/deployments/{deployment}/statuses"))).await.json();
    statuses[0]["state"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(start_paused = true)]
async fn every_read_answers_in_the_shape_that_github_describes() {
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
fn the_description_is_held_against_answers_and_finds_what_is_wrong() {
    let Some(contract) = github_client::contract() else { return };
    let objections =
        |body: Value| contract.objections("GET", "/repos/a/b/deployments/1", 200, body.to_string().as_bytes());
    assert!(objections(json!({"id": "one"})).len() > 5);
    assert!(!contract.objections("GET", "/repos/a/b/unheard-of", 200, b"{}").is_empty());
    assert!(!contract.objections("GET", "/repos/a/b/deployments", 418, b"{}").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_success_ends_those_before_it_unless_users_meet_them_or_they_are_to_go_away() {
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
async fn a_deployment_waits_for_green_checks_and_merges_branches_unless_told_otherwise() {
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
async fn what_a_status_may_say_is_checked_field_by_field() {
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

#[tokio::test(start_paused = true)]
async fn comments_come_in_pages_that_name_each_other() {
    let world = world(|state| {
        state.github.pull_requests.push(pull_request(12));
        let at = time::OffsetDateTime::UNIX_EPOCH;
        let comment = |id| Comment {
            id,
            issue: 12,
            author: Commenter::Person("mona".into()),
            body: format!("comment {id}"),
            created: at,
            updated: at,
        };
        state.github.comments = (1..=65).map(comment).collect();
    });
    let client = Client::of(&world);
    let first = client.get(&path("/issues/12/comments")).await;
    assert_eq!(first.json().as_array().unwrap().len(), 30);
    assert_eq!(first.json()[0]["id"], 1, "oldest first");
    let middle = client.get(&path("/issues/12/comments?per_page=20&page=2")).await;
    let link = middle.header("link");
    let at = |page: u32, relation: &str| {
        let url =
            format!("https://{AUTHORITY}/github/repositories/821093847/issues/12/comments?per_page=20&page={page}");
        format!("<{url}>; rel=\"{relation}\"")
    };
    let all = [at(1, "prev"), at(3, "next"), at(4, "last"), at(1, "first")].join(", ");
    assert_eq!(link, all);
    let last = client.get(&path("/issues/12/comments?per_page=20&page=4")).await;
    assert_eq!(last.json().as_array().unwrap().len(), 5);
    assert!(!last.header("link").contains("next"));
    assert_eq!(client.get(&path("/issues/12/comments?per_page=500")).await.json().as_array().unwrap().len(), 65);
    assert_eq!(client.get(&path("/issues/12/comments?page=9")).await.json(), json!([]));
    assert_eq!(client.get(&path("/issues/13/comments")).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_comment_has_a_length_and_a_locked_conversation_takes_none() {
    let world = world(|state| {
        state.github.pull_requests = vec![pull_request(12), PullRequest { locked: true, ..pull_request(13) }];
    });
    let client = Client::of(&world);
    let write = async |issue: u64, body: String| {
        client.ask("POST", &path(&format!("/issues/{issue}/comments")), Some(json!({"body": body}))).await
    };
    let written = write(12, "x".repeat(65_536)).await;
    assert_eq!(written.status, 201);
    assert_eq!(written.json()["user"]["login"], "github-actions[bot]");
    let long = write(12, "x".repeat(65_537)).await;
    assert_eq!(long.status, 422);
    assert!(long.json()["errors"][0]["message"].as_str().unwrap().contains("too long"));
    assert_eq!(write(13, "hello".into()).await.status, 403);
    let comment = path(&format!("/issues/comments/{}", written.json()["id"]));
    tokio::time::sleep(Duration::from_secs(5)).await;
    let changed = client.ask("PATCH", &comment, Some(json!({"body": "shorter"}))).await.json();
    assert_eq!((&changed["body"], changed["updated_at"] != changed["created_at"]), (&json!("shorter"), true));
    let too_long_again = client.ask("PATCH", &comment, Some(json!({"body": "x".repeat(65_537)}))).await;
    assert_eq!(too_long_again.status, 422);
    assert_eq!(client.ask("DELETE", &comment, None).await.status, 204);
    assert_eq!(client.get(&comment).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn of_two_artifacts_of_one_name_the_newer_comes_first() {
    let world = world(earlier_run);
    let (old, new) = (upload(&world, 5, "package", b"old"), upload(&world, 5, "package", b"new"));
    let (other, foreign) = (upload(&world, 5, "report", b"r"), upload(&world, 9, "package", b"f"));
    let client = Client::of(&world);
    let ids = async |query: &str| {
        let reply = client.get(&path(query)).await.json();
        let ids = reply["artifacts"].as_array().unwrap().iter().map(|one| one["id"].as_u64().unwrap());
        ids.collect::<Vec<u64>>()
    };
    assert_eq!(ids("/actions/runs/5/artifacts?name=package").await, [new, old]);
    assert_eq!(ids("/actions/runs/5/artifacts?direction=asc").await, [old, new, other]);
    assert_eq!(ids("/actions/artifacts?name=package").await, [foreign, new, old]);
    let shown = client.get(&path(&format!("/actions/artifacts/{new}"))).await.json();
    let digest = "sha256:11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437";
    assert_eq!((&shown["digest"], &shown["size_in_bytes"]), (&json!(digest), &json!(3)));
    assert_eq!(shown["workflow_run"]["head_sha"], COMMIT);
}

#[tokio::test(start_paused = true)]
async fn an_artifact_is_fetched_for_a_minute_without_the_token() {
    let world = world(|_| {});
    let id = upload(&world, 1, "package", b"the bytes");
    let client = Client::of(&world);
    let download = path(&format!("/actions/artifacts/{id}/zip"));
    let redirect = client.get(&download).await;
    assert_eq!(redirect.status, 302);
    let location = redirect.header("location").to_owned();
    let fetch = async |headers: &[(&str, &str)], url: &str| send(&world, "GET", url, headers, Bytes::new()).await;
    let fetched = fetch(&[], &location).await;
    assert_eq!((fetched.status, &fetched.body[..]), (200, &b"the bytes"[..]));
    assert_eq!(fetched.header("content-type"), "application/zip");
    let with_token = fetch(&[("authorization", "Bearer anything")], &location).await;
    assert_eq!((with_token.status, with_token.header("x-ms-error-code")), (403, "AuthenticationFailed"));
    let tampered = location.replace(&format!("/{id}/"), "/1/");
    assert_eq!(fetch(&[], &tampered).await.status, 403);
    tokio::time::sleep(Duration::from_secs(61)).await;
    assert_eq!(fetch(&[], &location).await.status, 403);
    tokio::time::sleep(Duration::from_secs(86_400)).await;
    let gone = client.get(&download).await;
    assert_eq!((gone.status, gone.message()), (410, "Artifact has expired".to_owned()));
    assert_eq!(client.get(&path(&format!("/actions/artifacts/{id}"))).await.json()["expired"], true);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_was_stored_as_it_is_says_its_name() {
    let world = world(|_| {});
    let id = upload(&world, 1, "notes", b"text");
    world.state().github.artifacts[0].single_file = Some("notes.txt".into());
    let client = Client::of(&world);
    let redirect = client.get(&path(&format!("/actions/artifacts/{id}/zip"))).await;
    let fetched = send(&world, "GET", redirect.header("location"), &[], Bytes::new()).await;
    assert_eq!(fetched.header("content-disposition"), "attachment; filename=\"notes.txt\"");
    assert_ne!(fetched.header("content-type"), "application/zip");
}

#[tokio::test(start_paused = true)]
async fn jobs_are_those_of_the_attempt_that_is_asked_for() {
    let world = world(earlier_run);
    let client = Client::of(&world);
    let ids = async |query: &str| {
        let reply = client.get(&path(query)).await.json();
        reply["jobs"].as_array().unwrap().iter().map(|job| job["id"].as_u64().unwrap()).collect::<Vec<u64>>()
    };
    assert_eq!(ids("/actions/runs/5/attempts/1/jobs").await, [51]);
    assert_eq!(ids("/actions/runs/5/jobs").await, [52]);
    assert_eq!(ids("/actions/runs/5/jobs?filter=all").await, [51, 52]);
    assert_eq!(client.get(&path("/actions/runs/5/attempts/3/jobs")).await.status, 404);
    let own = client.get(&path("/actions/runs/9/jobs")).await.json();
    assert_eq!(own["jobs"][0]["status"], "in_progress", "the job that asks is itself there");
    let completed = client.get(&path("/actions/runs?status=completed")).await.json();
    assert_eq!((&completed["total_count"], &completed["workflow_runs"][0]["id"]), (&json!(1), &json!(5)));
}

#[tokio::test(start_paused = true)]
async fn a_token_without_the_permission_is_told_so_and_which_it_lacks() {
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
async fn who_makes_too_much_in_a_minute_is_told_how_long_to_be_quiet() {
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
async fn an_hour_has_so_many_requests_and_what_has_not_changed_costs_none() {
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
async fn enterprise_server_has_its_api_elsewhere_and_no_limits() {
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
async fn the_subject_template_that_is_set_is_the_one_that_is_shown_and_used() {
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
async fn a_commit_knows_its_pull_requests() {
    let world = world(|state| {
        state.github.pull_requests =
            vec![pull_request(12), PullRequest { head_sha: "0".repeat(40), commits: vec![], ..pull_request(13) }];
    });
    let client = Client::of(&world);
    let found = client.get(&path(&format!("/commits/{COMMIT}/pulls"))).await.json();
    let numbers: Vec<u64> = found.as_array().unwrap().iter().map(|one| one["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [12]);
    let own = JobTrigger::PullRequest { number: 14, head: "main".into(), base: "next".into() };
    let of_main = client.get(&path("/commits/main/pulls")).await.json();
    world.state().github.job.trigger = own;
    let with_own = client.get(&path("/commits/main/pulls")).await.json();
    assert_eq!((of_main, &with_own[0]["number"]), (json!([]), &json!(14)), "the job's own is one of them");
    let comment = client.ask("POST", &path("/issues/14/comments"), Some(json!({"body": "hello"}))).await;
    assert_eq!(comment.status, 201);
    assert_eq!(client.get(&path("/pulls/14")).await.json()["comments"], 1);
    let unknown = client.get(&path("/pulls/15")).await.status;
    assert_eq!(unknown, 404);
}

#[tokio::test(start_paused = true)]
async fn a_version_of_the_api_that_there_is_not_is_refused() {
    let world = world(|_| {});
    let client = Client::of(&world);
    let ask = async |version: &str| {
        client.ask_with("GET", &path("/deployments"), None, &[("x-github-api-version", version)]).await.status
    };
    assert_eq!((ask("2022-11-28").await, ask("1999-01-01").await), (200, 410));
}

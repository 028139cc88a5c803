//! Comments, and the pull requests they are on.

use std::time::Duration;

use rehearsal::state::{Comment, Commenter, JobTrigger, PullRequest};
use serde_json::json;

use crate::github_world::client::{AUTHORITY, Client, world};
use crate::github_world::scene::{COMMIT, path, pull_request};

#[tokio::test(start_paused = true)]
async fn comments_are_paged_with_links_between_pages() {
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
async fn too_long_comments_and_comments_on_locked_conversations_are_refused() {
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
async fn a_commit_lists_its_pull_requests() {
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

//! Runs, their jobs and their artifacts.

use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

use crate::github_world::client::{Client, send, world};
use crate::github_world::scene::{COMMIT, earlier_run, path, upload};

#[tokio::test(start_paused = true)]
async fn of_two_artifacts_with_one_name_the_newer_is_listed_first() {
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
async fn an_artifact_url_works_without_a_token_for_one_minute() {
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
async fn an_artifact_stored_unzipped_is_served_under_its_own_name() {
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
async fn jobs_are_listed_for_the_requested_attempt() {
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

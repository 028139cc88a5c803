//! The published octocrab and an HTTP client that follows redirects work with the simulated GitHub.

use bytes::Bytes;
use octocrab::commits::PullRequestTarget;
use octocrab::models::repos::DeploymentStatusState;
use octocrab::models::workflows::Status;
use octocrab::params::actions::ArchiveFormat;
use rehearsal::World;
use rehearsal::serve::Listening;
use rehearsal::state::{Artifact, PullRequest, State};
use serde_json::json;

use crate::github_world::client::{Client, world, world_at};

const COMMIT: &str = "1111111111111111111111111111111111111111";

fn stage(state: &mut State) {
    let now = time::OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    state.github.pull_requests.push(PullRequest {
        number: 12,
        title: "Dark mode".into(),
        author: "mona".into(),
        head: "dark-mode".into(),
        head_sha: COMMIT.into(),
        base: "main".into(),
        commits: vec![],
        merged_as: None,
        open: true,
        locked: false,
        created: now,
    });
    state.github.artifacts.push(Artifact {
        id: 41,
        name: "package".into(),
        run_id: 1,
        bytes: Bytes::from_static(b"the bytes"),
        single_file: None,
        has_digest: true,
        created: now,
        expires: now + time::Duration::days(90),
    });
}

#[tokio::test(start_paused = true)]
async fn octocrab_creates_deployments_and_reads_their_statuses() {
    let world = world(stage);
    let octocrab = Client::of(&world).octocrab();
    let repository = octocrab.repos("contoso", "shop");
    let deployments = repository.deployments();
    let create =
        || deployments.create(COMMIT).environment("qa").auto_merge(false).required_contexts(Vec::<String>::new());
    let first = create().payload(json!({"digest": "x"})).transient_environment(true).send().await.unwrap();
    assert_eq!((first.payload["digest"].as_str(), first.transient_environment), (Some("x"), Some(true)));
    let statuses = deployments.statuses(first.id);
    let set = statuses.create(DeploymentStatusState::Success).environment_url("https://qa.test").send().await.unwrap();
    assert_eq!(statuses.get(set.id).await.unwrap().environment_url.as_deref(), Some("https://qa.test"));
    assert_eq!(statuses.list().send().await.unwrap().items.len(), 1);
    let second = create().send().await.unwrap();
    let listed = deployments.list().environment("qa").per_page(1).send().await.unwrap();
    assert_eq!((listed.items[0].id, listed.number_of_pages()), (second.id, Some(2)), "newest first");
    assert_eq!(octocrab.all_pages(listed).await.unwrap().len(), 2);
    deployments.delete(second.id).await.unwrap();
    assert!(deployments.get(second.id).await.is_err());
    let refused = deployments.create(COMMIT).send().await.unwrap_err();
    let octocrab::Error::GitHub { source, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(source.status_code, 409);
    assert_eq!(source.errors.unwrap()[0]["field"], "required_contexts");
    assert_eq!(repository.environments().get("qa").await.unwrap().name, "qa");
}

#[tokio::test(start_paused = true)]
async fn octocrab_reads_comments_from_all_pages() {
    let world = world(stage);
    let octocrab = Client::of(&world).octocrab();
    let issues = octocrab.issues("contoso", "shop");
    for number in 0..5 {
        issues.create_comment(12, format!("comment {number}")).await.unwrap();
    }
    let first = issues.list_comments(12).per_page(2).send().await.unwrap();
    assert_eq!(first.number_of_pages(), Some(3));
    let all = octocrab.all_pages(first).await.unwrap();
    let bodies: Vec<String> = all.iter().map(|comment| comment.body.clone().unwrap()).collect();
    assert_eq!(bodies, (0..5).map(|number| format!("comment {number}")).collect::<Vec<_>>());
    assert_eq!(all[0].user.login, "github-actions[bot]");
    // `update_comment` sends a POST, where GitHub's description knows PATCH only.
    let route = format!("/repos/contoso/shop/issues/comments/{}", all[3].id);
    let changed: octocrab::models::issues::Comment =
        octocrab.patch(route, Some(&json!({"body": "changed"}))).await.unwrap();
    assert_eq!(changed.body.as_deref(), Some("changed"));
    issues.delete_comment(all[0].id).await.unwrap();
    assert_eq!(issues.list_comments(12).send().await.unwrap().items.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn octocrab_reads_runs_jobs_and_artifacts() {
    let world = world(stage);
    let octocrab = Client::of(&world).octocrab();
    let workflows = octocrab.workflows("contoso", "shop");
    let run = workflows.get(1.into()).await.unwrap();
    assert_eq!((run.event.as_str(), run.status.as_str(), run.conclusion), ("push", "in_progress", None));
    let jobs = workflows.list_attempt_jobs(run.id, 1).send().await.unwrap();
    assert_eq!((jobs.total_count, &jobs.items[0].status), (Some(1), &Status::InProgress));
    let found = octocrab.actions().list_workflow_run_artifacts("contoso", "shop", run.id).send().await;
    let artifact = found.unwrap().value.unwrap().items.remove(0);
    assert_eq!((artifact.size_in_bytes, artifact.expired), (9, false));
    let bytes = octocrab.actions().download_artifact("contoso", "shop", artifact.id, ArchiveFormat::Zip).await.unwrap();
    assert_eq!(&bytes[..], b"the bytes");
}

#[tokio::test(start_paused = true)]
async fn octocrab_reads_rate_limits_pull_requests_and_the_subject_template() {
    let world = world(stage);
    let octocrab = Client::of(&world).octocrab();
    let rate = octocrab.ratelimit().get().await.unwrap().rate;
    assert_eq!((rate.limit, rate.remaining), (1_000, 1_000));
    let actions = octocrab.actions();
    let template = actions.get_repo_oidc_custom_sub("contoso", "shop").await.unwrap();
    assert!(template.use_default);
    let commits = octocrab.commits("contoso", "shop");
    let target = PullRequestTarget::Sha(COMMIT.to_owned());
    let pulls = commits.associated_pull_requests(target).send().await.unwrap();
    assert_eq!((pulls.items.len(), pulls.items[0].number), (1, 12));
    let pull = octocrab.pulls("contoso", "shop").get(12).await.unwrap();
    assert_eq!((pull.head.ref_field.as_str(), pull.merged), ("dark-mode", Some(false)));
}

/// The world behind a real port, as `simulate` serves it.
async fn served() -> (World, reqwest::Client) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listening = Listening::open(([127, 0, 0, 1], 0).into()).await.unwrap();
    let ca = reqwest::Certificate::from_pem_bundle(listening.ca_pem.as_bytes()).unwrap();
    let world = world_at(&listening.authority(), stage);
    tokio::spawn(listening.serve(world.clone()));
    (world, reqwest::Client::builder().no_proxy().tls_certs_only(ca).build().unwrap())
}

#[tokio::test]
async fn a_client_that_follows_the_artifact_redirect_does_not_send_the_token() {
    let (world, client) = served().await;
    let url = format!("{}/github/repos/contoso/shop/actions/artifacts/41/zip", world.origin());
    let token = world.state().github.token.clone();
    let fetched = client.get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(fetched.status(), 200);
    assert_eq!(fetched.url().host_str(), Some("127.0.0.1"), "it is another host");
    assert_eq!(&fetched.bytes().await.unwrap()[..], b"the bytes");
}

//! The simulated GitHub issues tokens as the real one does, and the simulated Entra accepts only those that the real one accepts.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use rehearsal::World;
use rehearsal::default_world::{CLIENT, TENANT};
use rehearsal::laws::{id_token, jwt};
use rehearsal::state::{GitHub, GitHubServer, JobTrigger, SubjectTemplate};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::github_world::client::{AUTHORITY, Reply, send, world};

const AUDIENCE: &str = "api://AzureADTokenExchange";

async fn ask(world: &World, query: &str) -> Reply {
    let bearer = format!("Bearer {}", world.state().github.job.request_token);
    let url = format!("https://{AUTHORITY}/oidc/token?api-version=2.0{query}");
    send(world, "GET", &url, &[("authorization", &bearer)], Bytes::new()).await
}

async fn token(world: &World) -> String {
    let reply = ask(world, &format!("&audience={AUDIENCE}")).await;
    assert_eq!(reply.status, 200);
    reply.json()["value"].as_str().unwrap().to_owned()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

async fn exchange(world: &World, assertion: &str) -> Reply {
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "client_credentials"),
            ("client_id", CLIENT),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", assertion),
            ("scope", "https://management.azure.com/.default"),
        ])
        .finish();
    send(world, "POST", &format!("https://{AUTHORITY}/{TENANT}/oauth2/v2.0/token"), &[], Bytes::from(form)).await
}

/// Entra's answer to a token.
async fn verdict(world: &World, assertion: &str) -> (u16, u64, String) {
    let reply = exchange(world, assertion).await;
    let json = reply.json();
    let number = json["error_codes"][0].as_u64().unwrap_or_default();
    (reply.status, number, json["error_description"].as_str().unwrap_or_default().to_owned())
}

fn pull_request() -> JobTrigger {
    JobTrigger::PullRequest { number: 12, head: "dark-mode".to_owned(), base: "main".to_owned() }
}

#[tokio::test(start_paused = true)]
async fn the_token_subject_is_derived_from_job_and_repository() {
    type Change = fn(&mut GitHub);
    let table: &[(&str, Change)] = &[
        ("repo:contoso/shop:ref:refs/heads/main", |_| {}),
        ("repo:contoso/shop:ref:refs/heads/fix%3Aone", |g| g.job.trigger = JobTrigger::Branch("fix:one".into())),
        ("repo:contoso/shop:ref:refs/tags/v1.2", |g| g.job.trigger = JobTrigger::Tag("v1.2".into())),
        ("repo:contoso/shop:pull_request", |g| g.job.trigger = pull_request()),
        ("repo:contoso/shop:ref:refs/heads/main", |g| g.job.event = Some("pull_request_target".into())),
        ("repo:contoso/shop:environment:production", |g| g.job.environment = Some("production".into())),
        ("repo:contoso/shop:environment:eu%3Awest", |g| {
            g.job.trigger = pull_request();
            g.job.environment = Some("eu:west".into());
        }),
        ("repo:contoso@5544123/shop@821093847:ref:refs/heads/main", |g| g.immutable_subjects = true),
        ("repo:contoso@5544123/shop@821093847:environment:live", |g| {
            g.immutable_subjects = true;
            g.job.environment = Some("live".into());
        }),
        ("repo:contoso/shop:ref:refs/heads/main", |g| {
            // Enterprise Server has no immutable subjects.
            g.immutable_subjects = true;
            g.server = GitHubServer::EnterpriseServer("git.contoso.example".into());
        }),
        ("repository_owner:contoso:repository_visibility:private", |g| {
            g.subject_template = SubjectTemplate::of(&["repository_owner", "repository_visibility"]);
        }),
        (
            "repo:contoso@5544123/shop@821093847:environment:live:job_workflow_ref:contoso/ci/.github/workflows/deploy.yml@refs/heads/main",
            |g| {
                g.immutable_subjects = true;
                g.job.environment = Some("live".into());
                g.job.reusable_workflow = Some("contoso/ci/.github/workflows/deploy.yml@refs/heads/main".into());
                g.subject_template = SubjectTemplate::of(&["repo", "context", "job_workflow_ref"]);
            },
        ),
        ("repository_id:821093847", |g| g.subject_template = SubjectTemplate::of(&["repository_id"])),
        ("environment:eu%3Awest:repository_owner:contoso", |g| {
            g.job.environment = Some("eu:west".into());
            g.subject_template = SubjectTemplate::of(&["environment", "repository_owner"]);
        }),
        ("repo_property_team:payments", |g| {
            g.properties.insert("team".into(), "payments".into());
            g.subject_template = SubjectTemplate::of(&["repo_property_team"]);
        }),
        ("repository_owner_id:5544123", |g| {
            // The organization's template counts for repositories that leave the default and have none of their own.
            let organization_keys = Some(vec!["repository_owner_id".into()]);
            g.subject_template = SubjectTemplate { use_default: false, include_claim_keys: None, organization_keys };
        }),
        ("repo:contoso/shop:ref:refs/heads/main", |g| {
            g.subject_template = SubjectTemplate { use_default: true, ..SubjectTemplate::of(&["repo"]) };
        }),
    ];
    for (subject, change) in table {
        let world = world(|state| change(&mut state.github));
        assert_eq!(claims(&token(&world).await)["sub"], *subject);
    }
}

#[tokio::test(start_paused = true)]
async fn each_github_has_its_own_issuer() {
    let table = [
        (GitHubServer::Cloud, "https://token.actions.githubusercontent.com"),
        (
            GitHubServer::CloudWithEnterpriseIssuer("contoso-inc".into()),
            "https://token.actions.githubusercontent.com/contoso-inc",
        ),
        (GitHubServer::DataResidency("contoso".into()), "https://token.actions.contoso.ghe.com"),
        (GitHubServer::EnterpriseServer("git.contoso.example".into()), "https://git.contoso.example/_services/token"),
    ];
    for (server, issuer) in table {
        let world = world(|state| state.github.server = server.clone());
        let token = token(&world).await;
        assert_eq!(claims(&token)["iss"], issuer);
        let (_, code, _) = verdict(&world, &token).await;
        assert_eq!(code, if server == GitHubServer::Cloud { 0 } else { 700211 }, "only the trusted issuer is taken");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_describes_its_job() {
    let world = world(|state| {
        state.github.job.trigger = pull_request();
        state.github.job.environment = Some("preview".into());
        state.github.job.run_attempt = 3;
    });
    let claims = claims(&token(&world).await);
    let expected = json!({
        "aud": AUDIENCE, "event_name": "pull_request", "ref": "refs/pull/12/merge", "ref_type": "branch",
        "base_ref": "main", "head_ref": "dark-mode", "environment": "preview", "run_attempt": "3",
        "repository": "contoso/shop", "repository_id": "821093847", "repository_owner_id": "5544123",
        "job_workflow_ref": "contoso/shop/.github/workflows/release.yml@refs/pull/12/merge",
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(claims[name], *value, "{name}");
    }
    let (issued, expires) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
    assert_eq!(expires - issued, 300);
    assert_eq!(issued, world.clock().now().unix_timestamp());
}

#[tokio::test(start_paused = true)]
async fn the_default_token_audience_is_the_repository_owner() {
    let world = world(|_| {});
    let reply = ask(&world, "").await.json();
    let token = reply["value"].as_str().unwrap();
    assert_eq!(claims(token)["aud"], "https://github.com/contoso");
    assert_eq!(reply["count"], token.len());
    assert_eq!(verdict(&world, token).await.1, 700212);
}

#[tokio::test(start_paused = true)]
async fn only_a_running_job_gets_tokens() {
    let world = world(|_| {});
    let now = world.clock().now();
    world.state().github.job.in_progress_from = Some(now + Duration::from_secs(2));
    let early = ask(&world, "").await;
    assert_eq!((early.status, early.message()), (403, "Can't issue ID_TOKEN for job in 'Pending' state".to_owned()));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(ask(&world, "").await.status, 200);
    world.state().github.job.ended = Some(now);
    assert!(ask(&world, "").await.message().contains("'Completed' state"));
}

#[tokio::test(start_paused = true)]
async fn a_wrong_request_token_is_refused() {
    let world = world(|_| {});
    let url = format!("https://{AUTHORITY}/oidc/token?audience={AUDIENCE}");
    for headers in [&[("authorization", "Bearer somebody-elses")][..], &[]] {
        let reply = send(&world, "GET", &url, headers, Bytes::new()).await;
        assert_eq!(reply.status, 401);
        assert!(reply.message().contains("not authorized"));
    }
}

#[tokio::test(start_paused = true)]
async fn entra_accepts_a_token_until_it_expires() {
    let world = world(|_| {});
    let token = token(&world).await;
    tokio::time::sleep(Duration::from_secs(290)).await;
    assert_eq!(verdict(&world, &token).await.0, 200);
    tokio::time::sleep(Duration::from_secs(30)).await;
    let (status, code, words) = verdict(&world, &token).await;
    assert_eq!((status, code), (401, 700024));
    let claims = claims(&token);
    let written = |name: &str| {
        let at = OffsetDateTime::from_unix_timestamp(claims[name].as_i64().unwrap()).unwrap();
        at.format(&Rfc3339).unwrap().replace('Z', ".0000000Z")
    };
    let window = format!("valid from {}, expiry time of assertion {}", written("iat"), written("exp"));
    assert!(words.contains(&window), "{window} in {words}");
}

#[tokio::test(start_paused = true)]
async fn entra_refuses_a_token_that_is_not_valid_yet() {
    let world = world(|_| {});
    let later = world.clock().now() + Duration::from_secs(3600);
    let claims = id_token::claims(&world.state().github, "x", Some(AUDIENCE.to_owned()), later);
    let (status, code, words) = verdict(&world, &jwt::sign(&claims)).await;
    assert_eq!((status, code), (401, 700024), "{words}");
}

#[tokio::test(start_paused = true)]
async fn entra_distinguishes_a_forged_token_from_text_that_is_not_a_token() {
    let world = world(|_| {});
    let token = token(&world).await;
    let (signed, _) = token.rsplit_once('.').unwrap();
    assert_eq!(verdict(&world, &format!("{signed}.AAAA")).await.1, 700027);
    assert_eq!(verdict(&world, &signed[..40]).await.1, 50027);
}

#[tokio::test(start_paused = true)]
async fn the_token_service_publishes_its_key() {
    let world = world(|_| {});
    let get = async |path: &str| send(&world, "GET", path, &[], Bytes::new()).await.json();
    let configuration = get(&format!("https://{AUTHORITY}/oidc/.well-known/openid-configuration")).await;
    assert_eq!(configuration["issuer"], "https://token.actions.githubusercontent.com");
    assert!(configuration["claims_supported"].as_array().unwrap().contains(&json!("job_workflow_ref")));
    let keys = get(configuration["jwks_uri"].as_str().unwrap()).await;
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token(&world).await.split('.').next().unwrap()).unwrap())
            .unwrap();
    assert_eq!(keys["keys"][0]["kid"], header["kid"]);
}

#[tokio::test(start_paused = true)]
async fn the_control_endpoint_selects_the_job() {
    let world = world(|_| {});
    let control = format!("https://{AUTHORITY}/control/github");
    let change = async |body: Value| send(&world, "PATCH", &control, &[], Bytes::from(body.to_string())).await;
    let reply = change(json!({
        "immutable_subjects": true, "permissions": [["deployments", "read"]],
        "job": {"trigger": {"tag": "v2"}, "event": "release"},
    }));
    let shown = reply.await.json();
    assert_eq!(shown["subject"], "repo:contoso@5544123/shop@821093847:ref:refs/tags/v2");
    assert_eq!(shown["job"]["run_id"], 1, "what is not named stays");
    assert_eq!(claims(&token(&world).await)["event_name"], "release");
    let shown = change(json!({"job": {"environment": "live"}, "include_claim_keys": ["environment"]})).await.json();
    assert_eq!(shown["subject"], "environment:live");
    assert_eq!(shown["job"]["trigger"], json!({"tag": "v2"}));
    assert!(world.state().github.environment("LIVE").is_some());
    let wrong = change(json!({"job": {"trigger": {"moon": "full"}}})).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.json()["error"].as_str().unwrap().contains("moon"));
}

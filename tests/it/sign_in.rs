//! Signing in, and the fix for each way in which it fails.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use http::StatusCode;

use crate::support::between::{Between, seam};
use crate::support::signed_in::{sides_of_the_app, sign_in, sign_in_over};
use crate::support::{Rehearsal, status};
use rehearsal::default_world::CLIENT;
use rehearsal::faults::{What, Where};
use rehearsal::state::{Effect, State};
use slot_deploy::azure::{Arm, Rights};
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::Outcome;
use slot_deploy::rehearse::in_process;

fn trusts(subject: &str) -> impl FnOnce(&mut State) {
    move |state| {
        for credential in &mut state.directory.app_mut(CLIENT).unwrap().federated {
            credential.subject = subject.to_owned();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejected_exchange_prints_the_claims_and_the_ready_credential_and_never_the_token() {
    let told = Rehearsal::new().world(trusts("repo:contoso/other:ref:refs/heads/main")).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "federated-credential-mismatch"));
    let advice = told.advice();
    for needed in [
        "https://token.actions.githubusercontent.com",
        "api://AzureADTokenExchange",
        r#""subject":"repo:contoso/shop:ref:refs/heads/main""#,
        r#""subject":"repo:contoso@5544123/shop@821093847:ref:refs/heads/main""#,
        "az ad app federated-credential create --id c0ffee00",
    ] {
        assert!(advice.contains(needed), "{needed} in\n{advice}");
        assert!(told.summary.contains(needed), "{needed} in\n{}", told.summary);
    }
    let unmasked: String = told.log.lines().filter(|line| !line.starts_with("::add-mask::")).collect();
    for text in [unmasked, told.summary.clone(), told.evidence().into_values().collect()] {
        assert!(!text.contains("eyJ"), "a token in\n{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_printed_credential_makes_the_sign_in_succeed() {
    let refused = Rehearsal::new().world(trusts("repo:contoso/other:ref:refs/heads/main")).run().await;
    let advice = refused.advice();
    let start = advice.find("--parameters '").unwrap() + "--parameters '".len();
    let json = &advice[start..start + advice[start..].find('\'').unwrap()];
    let credential: serde_json::Value = serde_json::from_str(json).unwrap();
    let subject = credential["subject"].as_str().unwrap().to_owned();
    let told = Rehearsal::new().world(trusts(&subject)).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_repository_with_immutable_subjects_gets_the_immutable_form_first() {
    let told = Rehearsal::new().world(|state| state.github.immutable_subjects = true).run().await;
    let advice = told.advice();
    let own = advice.find("repo:contoso@5544123/shop@821093847").unwrap();
    let classic = advice.rfind(r#""subject":"repo:contoso/shop:"#).unwrap();
    assert!(own < classic, "{advice}");
}

#[tokio::test(start_paused = true)]
async fn a_job_without_id_token_write_gets_its_own_message() {
    let told = Rehearsal::new().variable("ACTIONS_ID_TOKEN_REQUEST_URL", "").run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "oidc-not-permitted"));
    assert!(told.advice().contains("id-token: write"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_client_secret_signs_in_and_a_wrong_one_is_reported() {
    let with = |secret: &str| Rehearsal::new().input("auth", "client-secret").input("client-secret", secret);
    let told = with("client-secret-of-the-rehearsal").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let told = with("wrong-secret-value").run().await;
    assert_eq!(told.code(), "client-secret-refused");
}

#[tokio::test(start_paused = true)]
async fn an_html_page_from_a_proxy_is_reported_as_such() {
    let page = What::Status {
        status: 502,
        body: Some("<html><title>Bad Gateway</title><body>the proxy is unhappy</body></html>".to_owned()),
        content_type: Some("text/html".to_owned()),
        retry_after: None,
    };
    let told = Rehearsal::new().fault(Where::service("entra"), page).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted);
    assert!(told.advice().contains("the proxy is unhappy"), "{}", told.advice());
    assert_eq!(told.record.problem.unwrap().service.unwrap().status, Some(502));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_revoked_is_renewed_once_and_the_release_goes_on() {
    let at = Where::service("arm").path("/config/appsettings/list");
    let revoked = rehearsal::faults::Fault::new(at, status(401)).times(1);
    let told = Rehearsal::new().with_fault(revoked).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let issued = told.effects().iter().filter(|effect| matches!(effect, Effect::TokenIssued { .. })).count();
    assert_eq!(issued, 2);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_a_token_that_is_no_longer_in_use_drops_no_newer_one() {
    let arm = sign_in(&Rehearsal::new().world).await;
    let (credential, scope) = (arm.credential(), arm.scope());
    let first = credential.token(&scope).await.unwrap();
    assert!(credential.drop_refused(&scope, &first).await);
    let second = credential.token(&scope).await.unwrap();
    assert_ne!(second.expose(), first.expose());
    assert!(!credential.drop_refused(&scope, &first).await, "another request has it renewed already");
    assert_eq!(credential.token(&scope).await.unwrap().expose(), second.expose());
}

/// Refuses the first two requests for the rights; before it refuses the second, another request finds its token refused.
#[derive(Default)]
struct TwiceRefused {
    asked: AtomicU32,
    other: OnceLock<Arm>,
}

#[async_trait]
impl Between for TwiceRefused {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        if !request.url.path().ends_with("/permissions") {
            return world.send(request).await;
        }
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        if asked == 1 {
            let (credential, scope) = self.other.get().map(|arm| (arm.credential(), arm.scope())).unwrap();
            let token = credential.token(&scope).await.unwrap();
            assert!(credential.drop_refused(&scope, &token).await);
        }
        let answer = world.send(request).await?;
        Ok(Response { status: if asked < 2 { StatusCode::UNAUTHORIZED } else { answer.status }, ..answer })
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_whose_new_token_another_one_had_renewed_meanwhile_is_sent_again() {
    let (world, between) = (Rehearsal::new().world, Arc::new(TwiceRefused::default()));
    let arm = sign_in_over(&world, seam(between.clone())(in_process(&world))).await;
    assert!(between.other.set(arm.clone()).is_ok());
    let [production, _] = sides_of_the_app();
    assert!(Rights::read(&arm, &production).await.is_ok());
    assert_eq!(between.asked.load(Ordering::Relaxed), 3);
}

#[tokio::test(start_paused = true)]
async fn a_watch_longer_than_a_token_lives_gets_a_fresh_token_each_time() {
    let told = Rehearsal::new().input("watch", "3h").input("timeout", "4h").run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let issued = told.effects().iter().filter(|effect| matches!(effect, Effect::TokenIssued { .. })).count();
    assert!((4..=6).contains(&issued), "{issued} tokens in three hours and a bit");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_application_is_reported_with_what_to_check() {
    let told = Rehearsal::new().input("client-id", "00000000-0000-0000-0000-000000000000").run().await;
    assert_eq!(told.code(), "sign-in-wrong-tenant-or-client");
    let told = Rehearsal::new().input("tenant-id", "00000000-0000-0000-0000-000000000000").run().await;
    assert!(told.advice().contains("`tenant-id`"), "{}", told.advice());
}

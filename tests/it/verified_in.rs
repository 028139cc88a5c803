//! What goes to production was released and verified in an environment before, for long enough and not too long ago.

use std::time::Duration;

use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use rehearsal::state::Effect;
use slot_deploy::record::Outcome;

/// This content is released to `test`.
async fn released_to_test() -> Told {
    let app = Rehearsal::of(&TestApp::new(COMMIT), &TestApp::new("former")).input("environment-name", "test");
    let told = app.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    told
}

/// Production gets another content, and then this one, which has to be verified in `test`.
async fn then_to_production(told: Told) -> Rehearsal {
    let other =
        told.then(&TestApp::new("other")).variable("GITHUB_SHA", "other").input("environment-name", "production");
    let other = other.run().await;
    assert_eq!(other.outcome(), Outcome::Verified, "{}", other.log);
    other.then(&TestApp::new(COMMIT)).variable("GITHUB_SHA", COMMIT).input("verified-in", "test")
}

fn is_stale_and_untouched(before: usize, told: &Told, code: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Stale, code), "{}", told.log);
    let changes = told.effects().split_off(before);
    assert!(changes.iter().all(|effect| matches!(effect, Effect::TokenIssued { .. })), "{changes:?}");
    assert!(!told.summary.contains("command: stage"), "staging again would not help: {}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_content_that_was_verified_before_is_released() {
    let told = then_to_production(released_to_test().await).await.run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.log.contains("this content is verified in `test` since "), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_content_that_never_was_there_is_stale_and_nothing_is_sent() {
    let fresh = Rehearsal::new().input("verified-in", "test").run().await;
    is_stale_and_untouched(0, &fresh, "not-verified-there");
    let elsewhere = then_to_production(released_to_test().await).await.input("verified-in", "preprod");
    let before = elsewhere.world.effects().len();
    is_stale_and_untouched(before, &elsewhere.run().await, "not-verified-there");
}

#[tokio::test(start_paused = true)]
async fn a_content_has_to_soak_and_the_earliest_time_is_said() {
    let young = then_to_production(released_to_test().await).await.input("verified-for", "4h");
    let before = young.world.effects().len();
    let young = young.run().await;
    is_stale_and_untouched(before, &young, "not-ripe");
    assert!(young.advice().contains("run this again from 2026-11-"), "{}", young.advice());
    tokio::time::sleep(Duration::from_secs(4 * 3600)).await;
    let ripe = young.next_job().run().await;
    assert_eq!(ripe.outcome(), Outcome::Verified, "{}", ripe.log);
}

#[tokio::test(start_paused = true)]
async fn a_content_that_was_verified_too_long_ago_is_stale() {
    let old = then_to_production(released_to_test().await).await.input("verified-within", "2h");
    tokio::time::sleep(Duration::from_secs(3 * 3600)).await;
    let before = old.world.effects().len();
    is_stale_and_untouched(before, &old.run().await, "verified-too-long-ago");
}

#[tokio::test(start_paused = true)]
async fn what_went_bad_there_does_not_go_on() {
    let bad = TestApp::new(COMMIT).answers("GET /api/version", serde_json::json!({"status": 500}));
    let to_test = Rehearsal::of(&bad, &TestApp::new("former")).input("environment-name", "test").run().await;
    assert_ne!(to_test.outcome(), Outcome::Verified, "{}", to_test.log);
    let on = to_test.next_job().input("environment-name", "production").input("verified-in", "test");
    let before = on.world.effects().len();
    is_stale_and_untouched(before, &on.run().await, "not-verified-there");
}

#[tokio::test(start_paused = true)]
async fn without_the_right_to_read_deployments_nothing_counts_as_verified() {
    let blind = Rehearsal::new().input("verified-in", "test");
    let blind = blind.world(|state| state.github.permissions.retain(|(name, _)| name != "deployments")).run().await;
    is_stale_and_untouched(0, &blind, "verified-there-unread");
    let without_token = Rehearsal::new().input("verified-in", "test").input("github-token", "").run().await;
    is_stale_and_untouched(0, &without_token, "verified-there-unread");
}

#[tokio::test(start_paused = true)]
async fn times_that_contradict_each_other_or_say_nothing_are_invalid() {
    for inputs in [[("verified-in", "test"), ("verified-for", "400h")], [("verified-for", "1h"), ("verified-in", "")]] {
        let told = inputs.into_iter().fold(Rehearsal::new(), |app, (name, value)| app.input(name, value)).run().await;
        assert_eq!(told.outcome(), Outcome::Invalid, "{}", told.log);
    }
}

//! A failure before the swap does not change production, and the report says what to do.

use crate::support;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::default_world::APP;
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::Lock;
use serde_json::json;
use slot_deploy::record::{Outcome, ProbeVerdict};

fn aborted(told: &Told, code: &str) {
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, code), "{}", told.log);
    assert_eq!(told.swaps(), 0);
    assert!(told.production().starts_with("unnamed-"), "production holds what it held");
}

#[tokio::test(start_paused = true)]
async fn a_critical_probe_with_a_wrong_answer_stops_the_release() {
    let new = TestApp::new("another commit");
    let told = Rehearsal::of(&new, &TestApp::new("former")).run().await;
    aborted(&told, "slot-not-ready");
    assert!(told.advice().contains("another commit"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_warning_probe_does_not_stop_the_release_and_is_shown() {
    let probes = format!(
        "{}- {{ name: teapot, severity: warning, request: {{ path: /api/version }}, expect: {{ status: 418 }} }}\n",
        support::PROBES
    );
    let told = Rehearsal::new().input("probes", &probes).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.record.probes.iter().any(|probe| probe.verdict == ProbeVerdict::Failed));
    assert!(told.summary.contains("was **200**, expected: is 418"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_slot_is_not_reported_as_a_bad_app() {
    let fault = Fault::new(Where::service("site").path("^/api/").slot("staging"), What::ResetBefore);
    let told = Rehearsal::new().with_fault(fault).run().await;
    aborted(&told, "slot-not-ready");
    assert_eq!(told.record.probes[0].verdict, ProbeVerdict::CouldNotAsk);
    assert!(told.advice().contains("could not be asked"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_probe_with_a_key_uses_the_slots_own_key() {
    let new = TestApp::new(COMMIT).http("keyed", "function").answers("GET /api/keyed", json!({"json": {"ok": true}}));
    let probes = "- { name: keyed, request: { path: /api/keyed, auth: { function_key: { function: keyed } } } }\n\
                  - { name: hosted, request: { path: /api/keyed, auth: { host_key: default } } }\n";
    let told = Rehearsal::of(&new, &TestApp::new("former")).input("probes", probes).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let without = "- { name: keyed, request: { path: /api/keyed } }\n";
    let told = Rehearsal::of(&new, &TestApp::new("former")).input("probes", without).run().await;
    aborted(&told, "slot-not-ready");
    assert!(told.advice().contains("status was 401"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_host_that_cannot_load_the_app_stops_the_release_with_the_hosts_message() {
    let new = TestApp::new(COMMIT).fails_to_start("AZFD0013: worker runtime does not match");
    let told = Rehearsal::of(&new, &TestApp::new("former")).run().await;
    aborted(&told, "host-error");
    assert!(told.advice().contains("AZFD0013"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn a_slot_without_functions_never_passes() {
    let empty = TestApp::new(COMMIT).without("version/function.json");
    let told = Rehearsal::of(&empty, &TestApp::new("former")).no_probes().run().await;
    aborted(&told, "no-functions");
}

#[tokio::test(start_paused = true)]
async fn packaged_functions_that_the_host_does_not_list_stop_the_release() {
    // The control plane never learns the new functions.
    let at = Where::service("arm").method("POST").path("slots/staging/syncfunctiontriggers");
    let told = Rehearsal::of(&TestApp::new(COMMIT).http("added", "anonymous"), &TestApp::new("former"))
        .fault(at, status(500))
        .world(|state| state.faults.push(Fault::new(Where::service("arm").path("slots/staging/functions"), stale())))
        .run()
        .await;
    aborted(&told, "functions-missing");
    assert!(told.advice().contains("added"), "{}", told.advice());
}

fn stale() -> What {
    let list = json!({"value": [{"name": "shop-orders/staging/version", "properties": {
        "name": "version", "config": {"bindings": [{"type": "httpTrigger"}]}, "isDisabled": false}}], "nextLink": null});
    What::Status { status: 200, body: Some(list.to_string()), content_type: None, retry_after: None }
}

#[tokio::test(start_paused = true)]
async fn removed_functions_are_reported_and_do_not_stop_the_release() {
    let former = TestApp::new("former").http("old", "anonymous");
    let told = Rehearsal::of(&TestApp::new(COMMIT), &former).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.summary.contains("**Removed: `old`**"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_package_without_host_json_is_refused_before_sign_in() {
    let told = Rehearsal::of(&TestApp::new(COMMIT).without("host.json"), &TestApp::new("former")).run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Invalid, "host-json-missing"));
    assert_eq!(told.world.state().requests.len(), 0, "nothing was asked of anyone");
    assert_eq!(told.ending.exit_code, 2);
}

#[tokio::test(start_paused = true)]
async fn all_input_problems_are_reported_at_once_without_any_request() {
    let told = Rehearsal::new()
        .input("app-name", "")
        .input("watch", "soon")
        .input("client-id", "me")
        .input("slto", "x")
        .run()
        .await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Invalid, 2));
    for input in ["app-name", "watch", "client-id", "slto"] {
        assert!(told.summary.contains(input), "{input} in\n{}", told.summary);
    }
    assert_eq!(told.world.state().requests.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_is_not_ready_in_time_ends_the_release() {
    let away = Where::service("arm").path("slots/staging/hostruntime/admin/host/status");
    let told = Rehearsal::new().input("timeout", "5m").fault(away, status(503)).run().await;
    aborted(&told, "timeout");
    assert!(told.advice().contains("`timeout`"), "{}", told.advice());
}

#[tokio::test(start_paused = true)]
async fn an_internal_error_is_reported_like_any_other_outcome() {
    let told = Rehearsal::new().fails_inside("index out of bounds");
    assert_eq!(told.ending.exit_code, 70);
    for text in [&told.outputs, &told.summary] {
        assert!(text.contains("internal") && text.contains("ndex out of bounds"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_only_lock_stops_the_release_before_any_change_and_is_named() {
    let told = Rehearsal::new().world(|state| state.app_mut(APP).unwrap().lock = Some(Lock::ReadOnly)).run().await;
    assert_eq!(told.outcome(), Outcome::Aborted, "{}", told.log);
    assert_eq!((told.deployments(), told.swaps()), (0, 0));
    assert!(told.advice().contains("lock"), "{}", told.advice());
}

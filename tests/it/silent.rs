//! A production that went silent is unhealthy, and gets its former release back soon; a runner that reaches nothing changes
//! nothing.

use std::time::Duration;

use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Effect, RequestEntry};
use serde_json::json;
use slot_deploy::record::Outcome;

/// From the first bad answer to the request for the swap back.
const SOON: Duration = Duration::from_secs(120);

const HEALTH: &str = r#"
- name: health
  request: { path: /api/health }
"#;

fn healthy() -> TestApp {
    TestApp::new("former").http("health", "anonymous").answers("GET /api/health", json!({"status": 200}))
}

fn probed() -> Rehearsal {
    Rehearsal::of(&healthy(), &healthy()).input("probes", HEALTH)
}

fn production() -> Where {
    Where::service("site").slot("production").while_swapped()
}

/// What the control plane asks of production's host.
fn host() -> Where {
    Where::service("arm").path("/sites/[^/]+/hostruntime/").while_swapped()
}

/// From the first bad answer after the swap to the request for the swap back.
fn until_the_request(told: &Told) -> Duration {
    let state = told.world.state();
    let swapped = state.effects.iter().find(|entry| matches!(entry.effect, Effect::Swapped { .. })).unwrap().at;
    let is_bad =
        |one: &&RequestEntry| one.at > swapped && one.path.starts_with("/api/health") && one.status == Some(500);
    let is_back = |one: &&RequestEntry| one.at > swapped && one.method == "POST" && one.path.ends_with("/slotsswap");
    let bad = state.requests.iter().find(is_bad).unwrap().at;
    let back = state.requests.iter().find(is_back).unwrap().at;
    Duration::try_from(back - bad).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_production_that_gives_no_half_or_a_late_answer_is_taken_back() {
    for what in [What::Never, What::ResetBefore, What::Truncate, What::Delay { seconds: 30 }] {
        let told = probed().fault(production(), what.clone()).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{what:?}: {}", told.log);
        assert!(told.record.reason.contains("while the slot answers"), "{}", told.record.reason);
    }
}

#[tokio::test(start_paused = true)]
async fn a_runner_that_reaches_neither_side_any_more_takes_nothing_back() {
    for what in [What::Never, What::ResetBefore] {
        let told = probed().fault(Where::service("site").after_swap(), what.clone()).run().await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::PromotedUnverified, 1), "{what:?}: {}", told.log);
    }
    let mut told = probed();
    for service in ["site", "arm", "scm"] {
        told = told.fault(Where::service(service).after_swap(), What::Never);
    }
    let told = told.run().await;
    assert_eq!(told.swaps(), 1, "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_ran_before_the_swap_and_is_down_after_it_is_taken_back_without_probes_too() {
    let told = probed().no_probes().fault(production(), status(503)).fault(host(), status(503)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.log);
    assert!(told.record.reason.contains("not running"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_only_the_control_plane_cannot_reach_is_not_down() {
    let told = probed().no_probes().fault(host(), status(503)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::PromotedUnverified, 1), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn what_was_down_before_the_swap_is_not_blamed_on_the_release() {
    let down = Where::service("site").slot("production").path("/api/health");
    let told = probed().fault(down, status(500)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::PromotedUnverified, 1), "{}", told.log);
    assert!(told.record.reason.contains("down before the swap as well"), "{}", told.record.reason);
}

#[tokio::test(start_paused = true)]
async fn one_bad_answer_before_the_swap_takes_nothing_from_the_watch() {
    let once = Fault::new(Where::service("site").slot("production").path("/api/health"), status(500)).times(1);
    let broken = production().path("/api/health");
    let told = probed().with_fault(once).fault(broken, status(500)).run().await;
    assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{}", told.log);
}

#[tokio::test(start_paused = true)]
async fn a_production_far_slower_than_before_is_told_in_headline_and_annotation() {
    let told = probed().fault(production(), What::Delay { seconds: 8 }).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    assert!(told.record.reason.contains("far slower than before: `health` takes 8"), "{}", told.record.reason);
    let headline = told.summary.lines().find(|line| line.starts_with("## ")).unwrap();
    assert!(headline.contains("far slower than before"), "{headline}");
    let annotation = told.log.lines().find(|line| line.starts_with("::warning")).unwrap_or_default();
    assert!(annotation.contains("far slower than before"), "{annotation}");
}

#[tokio::test(start_paused = true)]
async fn whatever_else_hangs_a_bad_release_is_taken_back_within_two_minutes() {
    let bad = || probed().fault(production().path("/api/health"), status(500));
    let settings = Where::service("arm").method("POST").path("/config/appsettings/list").while_swapped();
    let metrics = Where::service("arm").path("Microsoft.Insights").while_swapped();
    let functions = Where::service("arm").path("/functions($|[?])").while_swapped();
    let hanging = [
        ("nothing", None),
        ("host", Some(host())),
        ("settings", Some(settings)),
        ("metrics", Some(metrics)),
        ("functions", Some(functions)),
    ];
    for (name, at) in hanging {
        let told = match at {
            Some(at) => bad().fault(at, What::Never),
            None => bad(),
        }
        .run()
        .await;
        assert_eq!((told.outcome(), told.swaps()), (Outcome::RolledBack, 2), "{name}: {}", told.log);
        let took = until_the_request(&told);
        assert!(took <= SOON, "{name}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_too_large_to_be_read_is_told_by_its_size_and_not_as_a_slow_start() {
    let large = json!({"status": 200, "body": "x".repeat(2 * 1024 * 1024)});
    let app = TestApp::new(COMMIT).answers("GET /api/version", large);
    for first in ["", "- { name: first, request: { path: /api/health } }\n"] {
        let app = app.clone().http("health", "anonymous").answers("GET /api/health", json!({"status": 200}));
        let probes = format!("{first}- {{ name: large, request: {{ path: /api/version }} }}\n");
        let told = Rehearsal::of(&app, &TestApp::new("former")).input("probes", &probes).run().await;
        assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "answer-too-large"), "{}", told.log);
        assert!(told.record.reason.contains("longer than 1048576 bytes"), "{}", told.record.reason);
        let shown = &told.summary;
        assert!(shown.contains("answers with less") && !shown.contains("raise `probes.readiness`"), "{shown}");
    }
}

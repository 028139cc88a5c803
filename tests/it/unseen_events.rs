//! An app that no request starts has nothing that a probe could ask: the report says so, and does not call it healthy.

use crate::support::{COMMIT, Rehearsal, TestApp, Told};
use serde_json::json;
use slot_deploy::record::{Basis, Outcome};

/// An app with a queue function and a timer beside what it answers.
fn worker(commit: &str) -> TestApp {
    TestApp::new(commit)
        .function("Take", json!({"type": "queueTrigger", "queueName": "orders", "connection": "OrdersStorage"}))
        .function("Tick", json!({"type": "timerTrigger", "schedule": "0 0 0 1 1 *"}))
}

fn headline(told: &Told) -> &str {
    told.summary.lines().next().unwrap()
}

#[tokio::test(start_paused = true)]
async fn without_probes_a_release_of_queues_and_timers_says_that_no_event_has_arrived() {
    let told = Rehearsal::of(&worker(COMMIT), &worker("former")).no_probes().run().await;
    assert_eq!((told.outcome(), told.record.basis), (Outcome::Verified, Some(Basis::Host)), "{}", told.log);
    let says = "no event has arrived yet for Take, Tick";
    assert!(headline(&told).contains(says), "{}", told.summary);
    let notice = told.log.lines().find(|line| line.starts_with("::notice")).unwrap();
    assert!(notice.replace("%2C", ",").contains(says), "{notice}");
    let says_healthy =
        told.log.lines().find(|line| line.contains("healthy") && !line.contains("production is healthy"));
    assert_eq!(says_healthy, None, "{}", told.log);
    assert!(!headline(&told).contains("healthy"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn probes_do_not_show_the_work_of_queues_and_timers_and_the_report_says_so() {
    let told = Rehearsal::of(&worker(COMMIT), &worker("former")).run().await;
    assert_eq!((told.outcome(), told.record.basis), (Outcome::Verified, Some(Basis::Probes)), "{}", told.log);
    let says = "but no event has arrived yet for Take, Tick";
    assert!(headline(&told).ends_with(&format!("its probes stayed good, {says}")), "{}", told.summary);
    assert!(told.log.contains("no event has arrived yet for Take, Tick"), "{}", told.log);
    let is_of_before = |line: &str| line.contains("production is healthy") || line.contains("`production-healthy`");
    for text in [&told.log, &told.summary] {
        let says_healthy = text.lines().find(|line| line.contains("healthy") && !is_of_before(line));
        assert_eq!(says_healthy, None, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn probes_of_an_app_that_only_requests_start_make_it_healthy() {
    let told = Rehearsal::new().run().await;
    assert!(headline(&told).ends_with("stayed healthy"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn an_app_that_only_requests_start_has_no_such_functions() {
    let told = Rehearsal::new().no_probes().run().await;
    assert!(headline(&told).ends_with("but no critical probe asked it"), "{}", told.summary);
}

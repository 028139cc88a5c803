//! The watch uses the platform's metrics of user requests: they show faults that no probe sees, and missing metrics change
//! nothing.

use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::default_world::APP;
use rehearsal::faults::Where;
use rehearsal::state::{Effect, Place, Rhythm, Users};
use serde_json::json;
use slot_deploy::record::{Basis, Outcome, RuleSeen, WatchVerdict};

/// An app with a function that no probe asks.
fn app(commit: &str, answers: u16) -> TestApp {
    TestApp::new(commit).http("orders", "anonymous").answers("GET /api/orders", json!({"status": answers, "json": {}}))
}

/// Production with users who have sent two requests a second for an hour.
fn with_users(new: &TestApp) -> Rehearsal {
    with_users_of(&app("former", 200), new)
}

fn with_users_of(former: &TestApp, new: &TestApp) -> Rehearsal {
    Rehearsal::of(new, former).world(|state| {
        let next = time::OffsetDateTime::from_unix_timestamp(1_795_000_000 - 3600).unwrap();
        let rhythm = Rhythm::Quiet { per_minute: 120.0 };
        let place = Place::new(APP, None);
        state.traffic.users.push(Users { place, path: "/api/orders".into(), rhythm, next, held: Vec::new() });
    })
}

fn saw(told: &Told, rule: &str) -> RuleSeen {
    told.record.watch.as_ref().unwrap().rules.iter().find(|entry| entry.rule == rule).unwrap().seen
}

#[tokio::test(start_paused = true)]
async fn errors_of_unprobed_functions_are_found_by_metrics_and_rolled_back() {
    let told = with_users(&app(COMMIT, 500)).run().await;
    assert_eq!(told.outcome(), Outcome::RolledBack, "{}", told.log);
    let watch = told.record.watch.clone().unwrap();
    let WatchVerdict::Unhealthy { basis: Basis::Traffic, reason } = &watch.verdict else {
        panic!("{:?}", watch.verdict)
    };
    assert!(reason.contains("requests failed with 5xx") && reason.contains("before the swap 0.0 %"), "{reason}");
    assert!(told.summary.contains(reason), "{}", told.summary);
    assert!(watch.watched_seconds < 360, "it was acted on after {} s", watch.watched_seconds);
    assert_eq!(saw(&told, "probes"), RuleSeen::Good, "the probes alone would have let it pass");
}

#[tokio::test(start_paused = true)]
async fn healthy_user_traffic_is_named_in_the_verdict_next_to_its_basis() {
    let told = with_users(&app(COMMIT, 200)).run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let watch = told.record.watch.clone().unwrap();
    assert_eq!(watch.verdict, WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: true });
    assert!(told.log.contains("user traffic was healthy"), "{}", told.log);
    let first_minute = watch.first_minute.unwrap();
    assert!(first_minute.asked > 40 && first_minute.failed == 0, "{first_minute:?}");
    assert!(told.summary.contains("In the first minute production was asked"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn own_requests_are_not_counted_as_traffic() {
    let told = Rehearsal::new().run().await;
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let watch = told.record.watch.clone().unwrap();
    assert_eq!(watch.verdict, WatchVerdict::Healthy { basis: Basis::Probes, with_traffic: false });
    assert_eq!(saw(&told, "errors"), RuleSeen::TooLittle, "{:?}", watch.traffic);
}

#[tokio::test(start_paused = true)]
async fn unreadable_metrics_are_reported_and_change_nothing() {
    for refusal in [403, 429, 529, 500] {
        let told = with_users(&app(COMMIT, 200))
            .fault(Where::service("arm").path("insights/metrics"), status(refusal))
            .run()
            .await;
        assert_eq!(told.outcome(), Outcome::Verified, "{refusal}: {}", told.log);
        assert_eq!(saw(&told, "errors"), RuleSeen::NotMeasured);
        assert!(told.summary.contains("metrics could not be read on"), "{}", told.summary);
        let warned = told.record.warnings.iter().filter(|line| line.contains("the baseline of production")).count();
        assert_eq!(warned, 1, "{:?}", told.record.warnings);
    }
}

#[tokio::test(start_paused = true)]
async fn a_production_that_is_unhealthy_before_the_swap_is_not_swapped() {
    let rehearsal = || with_users_of(&app("former", 500), &app(COMMIT, 200)).input("watch", "1m");
    let told = rehearsal().run().await;
    assert_eq!((told.outcome(), told.code()), (Outcome::Aborted, "production-healthy"), "{}", told.log);
    assert_eq!(told.swaps(), 0);
    assert!(told.advice().contains("100 % of production's requests failed"), "{}", told.advice());
    // A release that fixes production must be possible.
    let mending = rehearsal();
    let config = mending.temp.0.join("slot-deploy.yml");
    std::fs::write(&config, "watch: { unhealthy_before: observe }\n").unwrap();
    let told = mending.input("probes", "").input("config", config.to_str().unwrap()).run().await;
    assert_eq!(told.swaps(), 1, "{}", told.log);
    assert!(told.summary.contains("production is unhealthy already"), "{}", told.summary);
}

#[tokio::test(start_paused = true)]
async fn a_dependency_outage_of_half_a_minute_causes_no_rollback() {
    let rehearsal = with_users(&app(COMMIT, 200));
    let world = rehearsal.world.clone();
    let meddler = tokio::spawn(async move {
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            let swapped = world.effects().iter().any(|effect| matches!(effect, Effect::Swapped { .. }));
            if swapped {
                break;
            }
        }
        tokio::time::sleep(std::time::Duration::from_secs(150)).await;
        let put = |content| world.state().app_mut(APP).unwrap().production.moving.content = content;
        let good = world.state().app(APP).unwrap().production.moving.content.clone();
        let mut bad = good.clone();
        let script = app(COMMIT, 503).content().get("scripted.json").unwrap().clone();
        bad.put("scripted.json", script);
        put(bad);
        tokio::time::sleep(std::time::Duration::from_secs(30)).await;
        put(good);
    });
    let told = rehearsal.run().await;
    meddler.await.unwrap();
    assert_eq!(told.outcome(), Outcome::Verified, "{}", told.log);
    let traffic = told.record.watch.clone().unwrap().traffic.unwrap();
    let errors: u64 = traffic.minutes.iter().filter_map(|minute| minute.errors).sum();
    assert!(errors >= 20, "users noticed it: {traffic:?}");
}

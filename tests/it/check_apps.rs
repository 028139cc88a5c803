//! `check` with `apps`: many apps in one run, by one sign-in, each as if it was checked alone.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use crate::checks::check;
use crate::dry_run::only_looked;
use crate::support::{ORIGIN, Rehearsal, Seam, Told};
use rehearsal::default_world::{APP, GROUP, SLOT, build};
use rehearsal::state::{App, Hosts, State};
use rehearsal::{World, WorldOptions};
use slot_deploy::http::{Http, HttpError, Request, Response};
use slot_deploy::record::Outcome;
use time::OffsetDateTime;

/// More apps like the one of the default world.
fn add_apps(state: &mut State, names: &[String]) {
    let app = state.app(APP).unwrap().clone();
    let hosts = |name: &str| Hosts { site: format!("{ORIGIN}/site/{name}"), scm: format!("{ORIGIN}/scm/{name}") };
    for name in names {
        let mut copy = App { name: name.clone(), ..app.clone() };
        copy.production.hosts = hosts(name);
        copy.slots.get_mut(SLOT).unwrap().hosts = hosts(&format!("{name}-{SLOT}"));
        state.apps.insert(name.clone(), copy);
    }
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("shop-{number:02}")).collect()
}

/// A check of these apps, and of no package.
fn of_apps(rehearsal: Rehearsal, apps: &str) -> Rehearsal {
    rehearsal.input("app-name", "").input("package", "").input("json", "true").input("apps", apps)
}

fn json(told: &Told) -> Value {
    serde_json::from_str(&told.ending.output).unwrap_or_else(|error| panic!("{error}: {}", told.log))
}

fn keys_in_files(state: &mut State, app: &str) {
    let slot = state.app_mut(app).unwrap().slots.get_mut(SLOT).unwrap();
    slot.settings.insert("AzureWebJobsSecretStorageType".to_owned(), "Files".to_owned());
}

#[tokio::test(start_paused = true)]
async fn each_app_is_judged_by_itself_and_one_exit_code_says_whether_all_would_start() {
    let rehearsal = Rehearsal::new().world(|state| add_apps(state, &names(3)));
    let good = check(of_apps(rehearsal, "shop-00, rg-shop/shop-01 shop-02")).await;
    only_looked(&good, 0);
    assert!(
        good.summary.lines().next().unwrap().ends_with("A release of each of 3 apps would start"),
        "{}",
        good.summary
    );

    let bad = good.next_job().world(|state| keys_in_files(state, "shop-01")).input("apps", "shop-00 shop-01 nowhere");
    let told = check(bad).await;
    assert_eq!((told.outcome(), told.ending.exit_code), (Outcome::Aborted, 10), "{}", told.log);
    assert!(told.summary.contains("A release of 2 of 3 apps would not start"), "{}", told.summary);
    let document = json(&told);
    let starts: Vec<(&str, bool)> = document["apps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|app| (app["app"].as_str().unwrap(), app["would_start"].as_bool().unwrap()))
        .collect();
    assert_eq!(starts, [("nowhere", false), ("shop-00", true), ("shop-01", false)]);
    let row = told.summary.lines().find(|line| line.starts_with("| `rg-shop/shop-01`")).unwrap();
    assert!(row.contains("❌"), "{row}");
    assert!(told.summary.contains("`key-storage`"), "the column of the check: {}", told.summary);
    for name in ["shop-00", "shop-01", "nowhere"] {
        assert!(told.log.contains(&format!("{name}: a release would")), "{name}: {}", told.log);
    }
}

#[tokio::test(start_paused = true)]
async fn all_function_apps_of_a_group_are_meant_by_a_star() {
    let rehearsal = Rehearsal::new().world(|state| add_apps(state, &names(2)));
    let told = check(of_apps(rehearsal, &format!("{GROUP}/*"))).await;
    let document = json(&told);
    let apps: Vec<&str> = document["apps"].as_array().unwrap().iter().map(|app| app["app"].as_str().unwrap()).collect();
    assert_eq!(apps, ["shop-00", "shop-01", APP], "and no web app");
    let none = check(told.next_job().input("apps", "rg-empty/*")).await;
    assert_eq!(none.ending.exit_code, 10);
    assert!(none.advice().contains("no function app"), "{}", none.advice());
    let wrong = check(none.next_job().input("apps", "a/b/c")).await;
    assert_eq!(wrong.ending.exit_code, 2);
    assert!(wrong.advice().contains("RESOURCE_GROUP/*"), "{}", wrong.advice());
}

/// Every request takes a tenth of a second.
struct Slow(Arc<dyn Http>);

#[async_trait::async_trait]
impl Http for Slow {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.0.send(request).await
    }
}

/// A world that answers at once, behind a network with that latency, and how long a check took there.
async fn timed(apps: &[String]) -> (Told, Duration) {
    let now = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    let options = WorldOptions { wall: now, scale: 0.0, authority: ORIGIN.to_owned(), run_apps: false };
    let mut rehearsal = Rehearsal::new();
    rehearsal.world = World::new(build(ORIGIN, now), options);
    let rehearsal = rehearsal.world(|state| add_apps(state, apps));
    let slow: Seam = Arc::new(|inner| Arc::new(Slow(inner)));
    let started = Instant::now();
    let told = check(of_apps(rehearsal, &apps.join(" ")).through(slow)).await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    (told, started.elapsed())
}

#[tokio::test(start_paused = true)]
async fn fifty_apps_take_no_more_than_four_times_as_long_as_one_and_25_requests_each() {
    let (one, alone) = timed(&names(1)).await;
    let (all, together) = timed(&names(50)).await;
    let asked = all.world.state().requests.len();
    assert_eq!(json(&all)["requests"], asked);
    eprintln!("50 apps: {asked} requests in {together:?}; one alone {alone:?}");
    assert!(asked <= 50 * 25, "{asked}");
    assert!(together <= alone * 4, "{together:?}, and one alone {alone:?}");
    let of_one = json(&one)["apps"][0]["requests"].as_u64().unwrap();
    assert!(json(&all)["apps"].as_array().unwrap().iter().all(|app| app["requests"] == of_one), "each as if alone");
}

/// Fifty apps ask more at once than the control plane answers at once.
#[tokio::test(start_paused = true)]
async fn a_control_plane_that_throttles_is_waited_for_and_every_app_is_judged() {
    let rehearsal = Rehearsal::new().world(|state| add_apps(state, &names(50)));
    let told = check(of_apps(rehearsal, &names(50).join(","))).await;
    assert_eq!(told.outcome(), Outcome::Checked, "{}", told.log);
    assert!(json(&told)["apps"].as_array().unwrap().iter().all(|app| app["not_asked"] == Value::Array(Vec::new())));
}

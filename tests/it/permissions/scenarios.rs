//! Every command in the ways that need different rights, each ready to run.

use std::pin::Pin;
use std::time::Duration;

use crate::layers::{code, released_whole, whole};
use crate::support::meddler::{is_swap, until};
use crate::support::moments::middle;
use crate::support::platform::runs_from_packages;
use crate::support::{COMMIT, Rehearsal, TestApp, Told, container, status};
use rehearsal::default_world::{APP, IDENTITIES, SLOT, STORAGE};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Event, Side};
use serde_json::json;
use slot_deploy::azure::{RoleFor, When};
use slot_deploy::record::{Outcome, Phase};

/// A command that is about to run in its own world.
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// The command.
    pub role_for: RoleFor,
    /// What decides what it needs.
    pub ways: &'static [When],
    /// How it ends.
    pub ends: Outcome,
    /// Sets it up with all rights.
    pub ready: fn() -> Pin<Box<dyn Future<Output = Rehearsal>>>,
}

const IN_A_CONTAINER: &[When] = &[When::Container, When::PackageUrl];
const PREPARED: &[When] = &[When::Preview, When::Drain, When::FunctionKeys, When::HostKeys];

macro_rules! scenario {
    ($name:literal, $role_for:ident, $ways:expr, $ends:ident, $ready:expr) => {
        Scenario {
            name: $name,
            role_for: RoleFor::$role_for,
            ways: $ways,
            ends: Outcome::$ends,
            ready: || Box::pin($ready),
        }
    };
}

/// All of them.
pub const SCENARIOS: &[Scenario] = &[
    scenario!("release", Release, &[When::GroupNotGiven], Verified, async { Rehearsal::new() }),
    scenario!("release, prepared", Release, PREPARED, Verified, async { prepared(in_the_group(keyed())) }),
    scenario!("release, package-url", Release, IN_A_CONTAINER, Verified, async { in_a_container() }),
    scenario!("release, site-package", Release, &[When::SitePackage], Verified, async { on_the_share() }),
    scenario!("release, built", Release, &[], Verified, async { built() }),
    scenario!("release, orders", Release, &[When::Drain, When::Events], Verified, async {
        taking_orders().input("drain", "true")
    }),
    scenario!("release, not swapped", Release, PREPARED, Aborted, async {
        let fails = What::Fails { status: 400, message: "the worker process could not be started".to_owned() };
        prepared(in_the_group(keyed())).fault(Where::service("law:swap"), fails)
    }),
    scenario!("release, stale", Release, &[], Verified, async { stale(in_the_group(Rehearsal::new())) }),
    scenario!("release, unhealthy", Release, &[], RolledBack, async {
        in_the_group(Rehearsal::new()).with_fault(bad())
    }),
    scenario!("stage", Stage, &[], Staged, async { in_the_group(Rehearsal::new()).input("command", "stage") }),
    scenario!("stage, keys", Stage, &[When::FunctionKeys, When::HostKeys], Staged, async {
        in_the_group(keyed()).input("command", "stage")
    }),
    scenario!("stage, stale", Stage, &[], Staged, async {
        stale(in_the_group(Rehearsal::new()).input("command", "stage"))
    }),
    scenario!("stage, package-url", Stage, IN_A_CONTAINER, Staged, async {
        in_a_container().input("command", "stage")
    }),
    scenario!("promote", Promote, &[], Verified, async { staged(in_the_group(Rehearsal::new())).await.promoting() }),
    scenario!("promote, prepared", Promote, PREPARED, Verified, async {
        prepared(staged(in_the_group(keyed())).await.promoting())
    }),
    scenario!("promote, not swapped", Promote, PREPARED, Aborted, async {
        let fails = What::Fails { status: 400, message: "the worker process could not be started".to_owned() };
        prepared(staged(in_the_group(keyed())).await.promoting()).fault(Where::service("law:swap"), fails)
    }),
    scenario!("promote, orders", Promote, &[When::Drain, When::Events], Verified, async {
        staged(taking_orders()).await.promoting().input("drain", "true")
    }),
    scenario!("promote, package-url", Promote, IN_A_CONTAINER, Verified, async {
        staged(in_a_container()).await.promoting()
    }),
    scenario!("promote, unhealthy", Promote, &[], RolledBack, async {
        staged(in_the_group(Rehearsal::new())).await.promoting().with_fault(bad())
    }),
    scenario!("rollback", Rollback, &[], RolledBackOnRequest, async {
        back(in_the_group(Rehearsal::new()).run().await)
    }),
    scenario!("rollback, keys", Rollback, &[When::FunctionKeys, When::HostKeys], RolledBackOnRequest, async {
        back(in_the_group(keyed()).run().await)
    }),
    scenario!("rollback, package-url", Rollback, &[When::Container], RolledBackOnRequest, async {
        back(in_a_container().run().await)
    }),
    scenario!("reconcile, watch", Reconcile, &[], Verified, async {
        lost(|| in_the_group(Rehearsal::new()), Phase::Watch).await
    }),
    scenario!("reconcile, unhealthy", Reconcile, &[], RolledBack, async {
        lost(|| in_the_group(Rehearsal::new()), Phase::Watch).await.with_fault(bad())
    }),
    scenario!("reconcile, keys", Reconcile, &[When::FunctionKeys, When::HostKeys, When::Events], Verified, async {
        lost(|| in_the_group(keyed()), Phase::Watch).await
    }),
    scenario!("reconcile, prepared", Reconcile, PREPARED, Aborted, async {
        lost(|| prepared(in_the_group(keyed())), Phase::Drain).await
    }),
    scenario!("reconcile, switched", Reconcile, IN_A_CONTAINER, Aborted, async {
        lost(in_a_container, Phase::Prove).await
    }),
    scenario!("check", Check, &[], Checked, async { checked(in_the_group(Rehearsal::new())) }),
    scenario!("check, all", Check, &[When::Container, When::PackageUrl, When::GroupNotGiven], Checked, async {
        checked(in_a_container().input("resource-group", ""))
    }),
    scenario!("release, settings", Release, &[When::Settings, When::StickyNames], Verified, async { declared() }),
    scenario!("stage, settings", Stage, &[When::Settings, When::StickyNames], Staged, async {
        declared().input("command", "stage")
    }),
    scenario!("release, created slot", Release, &[When::CreateSlot], Verified, async { created() }),
    scenario!("stage, created slot", Stage, &[When::CreateSlot], Staged, async { created().input("command", "stage") }),
    scenario!("release, site", Release, &[When::Site], Verified, async {
        in_the_group(Rehearsal::new()).declares("site: { always-on: true }\n")
    }),
    scenario!("release, hold", Release, &[When::Hold, When::Events], Verified, async { live().input("hold", "true") }),
    scenario!("release, after hold", Release, &[When::AfterHold, When::Events], Verified, async {
        live().input("after", "hold")
    }),
    scenario!("release, after stop", Release, &[When::AfterStop], Verified, async { stopping().slot(stop) }),
    scenario!("stage, hold", Stage, &[When::Hold], Staged, async {
        live().input("hold", "true").input("command", "stage")
    }),
    scenario!("stage, after stop", Stage, &[When::AfterStop], Staged, async {
        stopping().slot(stop).input("command", "stage")
    }),
    scenario!("promote, after hold", Promote, &[When::AfterHold, When::Events], Verified, async {
        staged(live()).await.promoting().input("after", "hold")
    }),
    scenario!("promote, after stop", Promote, &[When::AfterStop], Verified, async {
        staged(stopping()).await.promoting()
    }),
    scenario!("promote, unhealthy, stopped", Promote, &[When::AfterStop], RolledBack, async {
        stopped_after_the_swap(staged(stopping()).await.promoting()).with_fault(bad())
    }),
    scenario!("rollback, after stop", Rollback, &[When::AfterStop], RolledBackOnRequest, async {
        // `rollback` takes no `after`; the file of the app says it.
        back(stopping().run().await).declares("after: stop\n")
    }),
    scenario!("reconcile, after hold", Reconcile, &[When::AfterHold, When::Events], Verified, async {
        lost(|| live().input("after", "hold"), Phase::Watch).await
    }),
    scenario!("reconcile, after stop", Reconcile, &[When::AfterStop], Verified, async {
        lost(stopping, Phase::Watch).await
    }),
    scenario!("reconcile, unhealthy, stopped", Reconcile, &[When::AfterStop], RolledBack, async {
        lost(stopping, Phase::Watch).await.slot(stop).with_fault(bad())
    }),
    scenario!("diff", Diff, &[When::GroupNotGiven], Checked, async { Rehearsal::new().input("command", "diff") }),
    scenario!("diff, against", Diff, &[When::GroupNotGiven], Checked, async { against_another_app() }),
    scenario!("layer", Layer, &[When::Container], Checked, async {
        let told = released_whole().await;
        let app = code("second", crate::layers::LOCK);
        let asks = in_the_group(told.then(&app)).variable("GITHUB_SHA", "second").no_probes();
        let named = ".python_packages/ node_modules/ requirements.txt";
        asks.input("dependencies", named).input("command", "layer")
    }),
    scenario!("gc", Gc, &[When::Container], Checked, async {
        let mut told = in_the_group(Rehearsal::new()).input("storage-container", &container()).run().await;
        for commit in ["second", "third"] {
            told = told.then(&TestApp::new(commit)).variable("GITHUB_SHA", commit).run().await;
        }
        tokio::time::sleep(Duration::from_secs(90 * 24 * 3600)).await;
        let job = told.next_job().variable("GITHUB_SHA", COMMIT).no_probes().input("package", "");
        job.input("command", "gc").input("keep", "0").input("delete", "true")
    }),
];

/// The environment `test` has an app of its own.
fn against_another_app() -> Rehearsal {
    let file = "environments:\n  production: {}\n  test: { app-name: shop-billing }\n";
    let compared = Rehearsal::new().declares(file).input("command", "diff").input("environment", "production");
    compared.input("against", "test").world(|state| {
        let other = rehearsal::state::App { name: "shop-billing".to_owned(), ..state.app(APP).unwrap().clone() };
        state.apps.insert(other.name.clone(), other);
    })
}

/// In a group that is given, and watched for as short as that may be: what is asked while it is watched is asked at its beginning.
fn in_the_group(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.input("resource-group", rehearsal::default_world::GROUP).input("watch", "1m")
}

/// Watched for so long that telemetry, which comes late, tells of events.
fn until_telemetry_comes(rehearsal: Rehearsal) -> Rehearsal {
    in_the_group(rehearsal).input("watch", "10m")
}

fn in_a_container() -> Rehearsal {
    in_the_group(Rehearsal::of(&whole(COMMIT), &TestApp::new("former"))).input("storage-container", &container())
}

fn on_the_share() -> Rehearsal {
    let app = in_the_group(Rehearsal::new()).slot(runs_from_packages).production(runs_from_packages);
    app.input("strategy", "site-package")
}

fn built() -> Rehearsal {
    let app = TestApp::new(COMMIT).file("requirements.txt", "requests==2.32.3\n");
    let asked = in_the_group(Rehearsal::of(&app, &TestApp::new("former"))).input("build", "remote");
    asked.slot(|slot| drop(slot.settings.insert("SCM_DO_BUILD_DURING_DEPLOYMENT".to_owned(), "true".to_owned())))
}

/// An app whose probes use keys.
fn keyed() -> Rehearsal {
    let app = |commit: &str| {
        TestApp::new(commit).http("keyed", "function").answers("GET /api/keyed", json!({"json": {"ok": true}}))
    };
    let probes = "- { name: keyed, request: { path: /api/keyed, auth: { function_key: { function: keyed } } } }\n\
                  - { name: hosted, request: { path: /api/keyed, auth: { host_key: default } } }\n";
    Rehearsal::of(&app(COMMIT), &app("former")).input("probes", probes)
}

/// An app that takes orders from a queue, while an order comes every few seconds.
fn taking_orders() -> Rehearsal {
    let trigger = json!({"type": "queueTrigger", "queueName": "orders", "connection": "OrdersStorage"});
    let app = |commit: &str| TestApp::new(commit).function("TakeOrder", trigger.clone());
    let rehearsal = until_telemetry_comes(Rehearsal::of(&app(COMMIT), &app("former")));
    let now = rehearsal.world.clock().now();
    let event = Event::MessageComes { queue: format!("{STORAGE}/orders"), every: Duration::from_secs(3) };
    rehearsal.world.state().agenda.plan(now, event);
    rehearsal
}

/// A job that may only read says so of the check of what a release may.
fn checked(rehearsal: Rehearsal) -> Rehearsal {
    let file = rehearsal.temp.0.join("slot-deploy.yml");
    let lowered = "checks:\n  rights-suffice: { severity: note, reason: this job only reads }\n";
    std::fs::write(&file, lowered).unwrap();
    rehearsal.no_probes().input("config", file.to_str().unwrap()).input("command", "check")
}

/// An app whose release brings settings.
fn declared() -> Rehearsal {
    let rehearsal = in_the_group(Rehearsal::new());
    let file = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&file, "settings: { FEATURE_X: on, QUEUE: { value: staging, sticky: true } }\n").unwrap();
    rehearsal.no_probes().input("config", file.to_str().unwrap())
}

/// An app whose slot is missing, in a world that fills a new one with production's settings.
fn created() -> Rehearsal {
    in_the_group(Rehearsal::new())
        .production(|side| {
            side.settings.retain(|name, _| !["OrdersStorage", "PAYMENT_API_KEY"].contains(&name.as_str()));
            side.identity = Some(IDENTITIES[0].to_owned());
        })
        .world(|state| state.new_slots_copy = true)
        .input("slot", "blue")
        .input("create-slot", "true")
}

/// An app whose trigger nothing holds in the slot.
fn live() -> Rehearsal {
    let trigger = json!({"type": "queueTrigger", "queueName": "orders", "connection": "OrdersStorage"});
    let app = |commit: &str| TestApp::new(commit).function("Take", trigger.clone());
    until_telemetry_comes(Rehearsal::of(&app(COMMIT), &app("former")))
}

/// An app whose old version is stopped.
fn stopping() -> Rehearsal {
    in_the_group(Rehearsal::new()).input("after", "stop")
}

fn stop(slot: &mut Side) {
    slot.running = false;
    slot.moving.host.instances.clear();
}

/// Somebody stops the slot while production is watched.
fn stopped_after_the_swap(rehearsal: Rehearsal) -> Rehearsal {
    let world = rehearsal.world.clone();
    drop(tokio::spawn(async move {
        until(&world, is_swap, 10).await;
        stop(world.state().app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap());
    }));
    rehearsal
}

/// The platform does not restart the slot for the new content: its processes are older than that.
fn stale(rehearsal: Rehearsal) -> Rehearsal {
    drop(tokio::spawn(crate::stale_process::processes_stay(rehearsal.world.clone())));
    rehearsal
}

fn prepared(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.input("swap", "preview").input("drain", "true")
}

async fn staged(rehearsal: Rehearsal) -> Told {
    let told = rehearsal.input("command", "stage").run().await;
    assert_eq!(told.outcome(), Outcome::Staged, "{}", told.log);
    told
}

fn back(released: Told) -> Rehearsal {
    assert_eq!(released.outcome(), Outcome::Verified, "{}", released.log);
    released.next_job().input("command", "rollback").input("package", "")
}

/// Cut short in the middle of this phase; another job reconciles.
async fn lost(release: impl Fn() -> Rehearsal, phase: Phase) -> Rehearsal {
    let whole = release().run().await.record;
    let entry = whole.phases.iter().find(|entry| entry.name == phase).unwrap();
    release().killed_after(middle(&whole, entry)).await.lost()
}

fn bad() -> Fault {
    Fault::new(Where::service("site").slot("production").path("/api/version").after_swap(), status(500))
}

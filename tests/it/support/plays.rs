//! The sequences of commands that the fault sets run.

use std::time::Duration;

use rehearsal::default_world::{APP, SLOT};
use rehearsal::faults::{Fault, What, Where};
use rehearsal::state::{Instance, Races, Side, State, SwapTelling};
use serde_json::json;
use slot_deploy::record::Outcome;

use crate::support::invariants::Plan;
use crate::support::platform::runs_from_packages;
use crate::support::trial::{Leading, Led, Play, Said, Seen, never_killed};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, container};

/// Long enough for several measurements after the first minute, and not longer: each takes four requests.
const WATCH: Duration = Duration::from_secs(5 * 60);

const PROBES: &str = r#"
- name: version
  request: { path: /api/version }
  expect: { json: [{ path: "$.commit", equals: "${release.commit}" }] }
- name: health
  request: { path: /api/health }
- name: remark
  severity: warning
  request: { path: /api/remark }
"#;

/// A release in one command.
pub const RELEASE: Play =
    Play { name: "release", ends: Outcome::Verified, set: || rehearsal(&app(COMMIT)), lead: alone };

/// Staged in one job and promoted in another.
pub const TWO_JOBS: Play =
    Play { name: "stage, promote", ends: Outcome::Verified, set: || rehearsal(&app(COMMIT)), lead: staging };

/// The same, with a release that is well in the slot and broken in production.
pub const TAKEN_BACK: Play =
    Play { name: "stage, promote, roll back", ends: Outcome::RolledBack, set: || rehearsal(&broken()), lead: staging };

/// A release in one command that is well in the slot and broken in production.
pub const BROKEN: Play =
    Play { name: "broken release", ends: Outcome::RolledBack, set: || rehearsal(&broken()), lead: alone };

/// A release in one command whose slot is first probed with production's settings.
pub const PREVIEWED: Play =
    Play { name: "previewed release", set: || (RELEASE.set)().input("swap", "preview"), ..RELEASE };

/// The same, and broken with production's settings, which the preview finds out.
pub const PREVIEWED_AND_BROKEN: Play = Play {
    name: "previewed, broken release",
    ends: Outcome::Aborted,
    set: || (BROKEN.set)().input("swap", "preview"),
    ..BROKEN
};

/// A release in one command that drains production first.
pub const DRAINED: Play = Play { name: "drained release", set: || (RELEASE.set)().input("drain", "true"), ..RELEASE };

/// A preview and a drain, in two jobs.
pub const GROUNDED: Play = Play {
    name: "stage, promote with preview and drain",
    set: || (TWO_JOBS.set)().input("swap", "preview").input("drain", "true"),
    ..TWO_JOBS
};

/// In two jobs without a release history: only the ticket connects them.
pub const BY_TICKET: Play = Play {
    name: "stage, promote, remembered by the ticket",
    set: || (TWO_JOBS.set)().input("deployment", "false"),
    ..TWO_JOBS
};

/// The same, with a release that is broken in production.
pub const BROKEN_BY_TICKET: Play = Play {
    name: "stage, promote, roll back, remembered by the ticket",
    set: || (TAKEN_BACK.set)().input("deployment", "false"),
    ..TAKEN_BACK
};

/// Staged with probes, and promoted by a job that has none of its own; the release is broken in production.
pub const WITHOUT_CHECKOUT: Play =
    Play { name: "stage, promote without a checkout, roll back", lead: staging_for_a_bare_job, ..TAKEN_BACK };

/// In one command, in a world that tells nothing of a swap until it is over.
pub const UNSEEN: Play = Play { name: "release, unseen swap", set: || unseen((RELEASE.set)()), ..RELEASE };

/// The same, with a release that is broken in production.
pub const UNSEEN_AND_BROKEN: Play =
    Play { name: "broken release, unseen swap", set: || unseen((BROKEN.set)()), ..BROKEN };

/// In one command, while the platform's own work overlaps with it.
pub const RACED: Play = Play { name: "raced release", set: || raced((RELEASE.set)()), ..RELEASE };

/// The same, with a release that is broken in production.
pub const RACED_AND_BROKEN: Play = Play { name: "raced, broken release", set: || raced((BROKEN.set)()), ..BROKEN };

/// In one command, by way of a blob container.
pub const BY_URL: Play = Play { name: "release by package-url", set: || by_url((RELEASE.set)()), ..RELEASE };

/// The same in two jobs, with a release that is broken in production.
pub const BROKEN_BY_URL: Play =
    Play { name: "stage, promote, roll back, by package-url", set: || by_url((TAKEN_BACK.set)()), ..TAKEN_BACK };

/// In one command, built by Azure in the slot.
pub const BUILT: Play = Play { name: "release built by Azure", set: || built((RELEASE.set)()), ..RELEASE };

/// In one command, onto the slot's own share.
pub const ON_SHARE: Play = Play { name: "release by site-package", set: || on_share((RELEASE.set)()), ..RELEASE };

/// The same in two jobs, with a release that is broken in production.
pub const BROKEN_ON_SHARE: Play =
    Play { name: "stage, promote, roll back, by site-package", set: || on_share((TAKEN_BACK.set)()), ..TAKEN_BACK };

/// In one command, with settings that travel, one that stays, and one that goes.
pub const WITH_SETTINGS: Play =
    Play { name: "release with settings", set: || with_settings((RELEASE.set)()), ..RELEASE };

/// The same, with a release that is broken in production.
pub const BROKEN_WITH_SETTINGS: Play =
    Play { name: "broken release with settings", set: || with_settings((BROKEN.set)()), ..BROKEN };

/// The same, with a release that is broken in the slot already.
pub const WITH_SETTINGS_IN_VAIN: Play = Play {
    name: "release with settings that fails in the slot",
    ends: Outcome::Aborted,
    set: || with_settings(rehearsal(&app("another commit"))),
    ..RELEASE
};

/// The same in two jobs: the slot has its settings while somebody approves.
pub const TWO_JOBS_WITH_SETTINGS: Play =
    Play { name: "stage, promote with settings", set: || with_settings((TWO_JOBS.set)()), ..TWO_JOBS };

/// The same, with a release that is broken in production.
pub const TAKEN_BACK_WITH_SETTINGS: Play =
    Play { name: "stage, promote, roll back with settings", set: || with_settings((TAKEN_BACK.set)()), ..TAKEN_BACK };

/// In one command, with properties of the site that travel, and some that stay.
pub const WITH_SITE: Play = Play { name: "release with site", set: || with_site((RELEASE.set)()), ..RELEASE };

/// The same, with a release that is broken in the slot already.
pub const WITH_SITE_IN_VAIN: Play = Play {
    name: "release with site that fails in the slot",
    ends: Outcome::Aborted,
    set: || with_site(rehearsal(&app("another commit"))),
    ..RELEASE
};

/// In one command, through a slot that is created for it.
pub const CREATED: Play = Play { name: "release through a created slot", set: || created(app(COMMIT)), ..RELEASE };

/// The same, with a release that is broken in production.
pub const CREATED_AND_BROKEN: Play =
    Play { name: "broken release through a created slot", set: || created(broken()), ..BROKEN };

/// In one command, over a production that was never deployed through the SCM site, so that nothing identifies it.
pub const UNTRACED: Play = Play {
    name: "release over content without a trace",
    set: || (RELEASE.set)().production(|side| side.moving.kudu.deployments.clear()),
    ..RELEASE
};

/// In one command, over a production that is down already; the release mends it.
pub const MENDING: Play =
    Play { name: "release that mends production", set: || over(&down(), &app(COMMIT)), ..RELEASE };

/// A verified release that is rolled back on request, and then asked to be rolled back again.
pub const ROLLED_BACK_TWICE: Play =
    Play { name: "rollback twice", ends: Outcome::Unchanged, set: || rehearsal(&app(COMMIT)), lead: rolled_back_once };

/// In one command, with the triggers of the slot held while it is staged, and those of the old version after it.
pub const HELD: Play = Play { name: "release with hold", set: || holding(app(COMMIT), "hold"), ..RELEASE };

/// The same in two jobs; the old version is stopped.
pub const HELD_AND_STOPPED: Play =
    Play { name: "stage, promote with hold, stop", set: || holding(app(COMMIT), "stop"), ..TWO_JOBS };

/// The same, with a release that is broken in production.
pub const HELD_AND_BROKEN: Play =
    Play { name: "broken release with hold and stop", set: || holding(broken(), "stop"), ..BROKEN };

/// In one command, into a slot that the release before has stopped.
pub const FROM_STOPPED: Play = Play { name: "release into a stopped slot", set: stopped, ..RELEASE };

/// Another release of the same app, by another run, that is made in the same world.
pub fn another(one: &Rehearsal) -> Rehearsal {
    const OTHER: &str = "2222222222222222222222222222222222222222";
    let mut other = rehearsal(&app(OTHER)).variable("GITHUB_SHA", OTHER).variable("GITHUB_RUN_ID", "78");
    other.world = one.world.clone();
    other
}

/// The same by way of the same container.
pub fn another_by_url(one: &Rehearsal) -> Rehearsal {
    by_url(another(one))
}

/// The same onto the slot's own share.
pub fn another_on_share(one: &Rehearsal) -> Rehearsal {
    on_share(another(one))
}

fn app(commit: &str) -> TestApp {
    let answers = json!({"status": 200, "json": {}});
    let app = TestApp::new(commit).http("health", "anonymous").http("remark", "anonymous");
    app.answers("GET /api/remark", answers.clone()).answers("GET /api/health", answers)
}

/// The app that is well in the slot and broken in production.
pub fn broken() -> TestApp {
    app(COMMIT).answers("GET /api/health when STAGE=production", json!({"status": 500, "json": {"ok": false}}))
}

/// The app that is down.
fn down() -> TestApp {
    app("former").answers("GET /api/health", json!({"status": 500, "json": {"ok": false}}))
}

fn rehearsal(new: &TestApp) -> Rehearsal {
    over(&app("former"), new)
}

fn over(former: &TestApp, new: &TestApp) -> Rehearsal {
    let watch = format!("{}s", WATCH.as_secs());
    Rehearsal::of(new, former).input("probes", PROBES).input("watch", &watch).world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
        app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        app.slots.get_mut(SLOT).unwrap().settings.insert("STAGE".to_owned(), "staging".to_owned());
    })
}

fn by_url(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.input("storage-container", &container())
}

/// The same probes, and what is declared, in a file of the repository.
fn declaring(rehearsal: Rehearsal, declared: &str) -> Rehearsal {
    let probes: String = PROBES.lines().map(|line| format!("    {line}\n")).collect();
    let path = rehearsal.temp.0.join("slot-deploy.yml");
    std::fs::write(&path, format!("probes:\n  checks:\n{probes}{declared}")).unwrap();
    rehearsal.no_probes().input("config", path.to_str().unwrap())
}

/// The slot has other values.
fn with_site(rehearsal: Rehearsal) -> Rehearsal {
    declaring(rehearsal, "site: { stack: \"Custom|2\", always-on: true, health-check-path: /api/health }\n")
}

/// Production and the new slot have a timer that fires every minute; the world fills a new slot with production's settings.
fn created(new: TestApp) -> Rehearsal {
    over(&ticking(app("former")), &ticking(new))
        .production(|side| {
            side.settings.retain(|name, _| !["OrdersStorage", "PAYMENT_API_KEY"].contains(&name.as_str()))
        })
        .world(|state| {
            state.new_slots_copy = true;
            state.app_mut(APP).unwrap().slots.remove(SLOT);
        })
        .input("create-slot", "true")
}

/// With a timer that fires every minute.
fn ticking(app: TestApp) -> TestApp {
    app.function("Tick", json!({"type": "timerTrigger", "direction": "in", "name": "t", "schedule": "0 * * * * *"}))
}

/// Declared in the repository; the slot has some of it with other values.
fn with_settings(rehearsal: Rehearsal) -> Rehearsal {
    let declared = "settings:\n  FEATURE_X: on\n  API_KEY: { variable: SHOP_KEY }\n  QUEUE: { value: orders-staging, sticky: \
                    true }\nremove: [OLD_FLAG]\n";
    let had = |side: &mut Side, of: &str| {
        for name in ["FEATURE_X", "QUEUE", "OLD_FLAG"] {
            side.settings.insert(name.to_owned(), format!("{name} of {of}"));
        }
    };
    declaring(rehearsal, declared)
        .variable("SHOP_KEY", "a key of the release")
        .production(|side| had(side, "production"))
        .slot(|side| had(side, "the slot"))
}

fn built(rehearsal: Rehearsal) -> Rehearsal {
    let builds = |state: &mut State| {
        let slot = state.app_mut(APP).unwrap().slots.get_mut(SLOT).unwrap();
        slot.settings.insert("SCM_DO_BUILD_DURING_DEPLOYMENT".to_owned(), "true".to_owned());
    };
    rehearsal.input("build", "remote").world(builds)
}

fn on_share(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.input("strategy", "site-package").slot(runs_from_packages).production(runs_from_packages)
}

fn unseen(rehearsal: Rehearsal) -> Rehearsal {
    let telling = SwapTelling { hides_operations: true, stamps_at_the_end: true };
    let slow = Fault::new(Where::service("law:warm-up"), What::Delay { seconds: 60 });
    rehearsal.with_fault(slow).world(|state| state.swap_telling = telling)
}

/// Both sides have a timer that fires every minute, and nothing holds it in the slot.
fn holding(new: TestApp, after: &str) -> Rehearsal {
    over(&ticking(app("former")), &ticking(new)).input("hold", "true").input("after", after)
}

fn stopped() -> Rehearsal {
    holding(app(COMMIT), "stop").slot(|slot| {
        slot.running = false;
        slot.moving.host.instances.clear();
    })
}

fn raced(rehearsal: Rehearsal) -> Rehearsal {
    rehearsal.world(|state| {
        state.races =
            Races { instances_apart: 20, scm_resets: true, swap_stamp_late: 9, restarts_with_deployments: true };
        more_instances(state);
        let app = state.app_mut(APP).unwrap();
        app.production.config.clock_ahead = -7;
        app.slots.get_mut(SLOT).unwrap().config.clock_ahead = 9;
    })
}

/// Gives each side two more instances.
pub fn more_instances(state: &mut State) {
    let ids: Vec<String> = (0..4).map(|_| state.new_guid()).collect();
    let app = state.app_mut(APP).unwrap();
    let sides = std::iter::once(&mut app.production).chain(app.slots.get_mut(SLOT));
    for (side, ids) in sides.zip(ids.chunks(2)) {
        let host = &mut side.moving.host;
        let first = host.instances[0].clone();
        host.instances.extend(ids.iter().map(|id| Instance { id: id.clone(), ..first.clone() }));
    }
}

/// The only job is the last.
fn alone(rehearsal: Rehearsal) -> Leading {
    Box::pin(async { Led { said: Vec::new(), last: Some(rehearsal) } })
}

fn staging(rehearsal: Rehearsal) -> Leading {
    Box::pin(async {
        let staged = never_killed(rehearsal).input("command", "stage").run().await;
        let said = vec![Said::of(&staged)];
        Led { said, last: (staged.outcome() == Outcome::Staged).then(|| staged.promoting()) }
    })
}

fn staging_for_a_bare_job(rehearsal: Rehearsal) -> Leading {
    Box::pin(async {
        let Led { said, last } = staging(rehearsal).await;
        Led { said, last: last.map(Rehearsal::no_probes) }
    })
}

fn rolled_back_once(rehearsal: Rehearsal) -> Leading {
    Box::pin(async {
        let released = never_killed(rehearsal).run().await;
        let mut said = vec![Said::of(&released)];
        if released.outcome() != Outcome::Verified {
            return Led { said, last: None };
        }
        let back = rollback(released).run().await;
        said.push(Said::of(&back));
        Led { said, last: (back.outcome() == Outcome::RolledBackOnRequest).then(|| rollback(back)) }
    })
}

fn rollback(after: Told) -> Rehearsal {
    after.next_job().input("command", "rollback").input("package", "")
}

/// What an undisturbed run was about.
pub fn plan(undisturbed: &Seen) -> Plan {
    let release = undisturbed.said[0].digest.clone().unwrap();
    let breaks_production = undisturbed.outcome() == Outcome::RolledBack;
    let creates = undisturbed.said.iter().any(|said| said.intended("create-slot") > 0);
    let holds = creates || undisturbed.said.iter().any(|said| said.intended("hold") > 0);
    let tends_the_slot = undisturbed.said.iter().any(|said| said.intended("old-version") > 0);
    Plan {
        release,
        probe: "version",
        watch: WATCH,
        slot: SLOT,
        other_slot: None,
        is_one_job: undisturbed.said.len() == 1,
        settings: undisturbed.settings[1].production.clone(),
        breaks_production,
        holds,
        tends_the_slot,
    }
}

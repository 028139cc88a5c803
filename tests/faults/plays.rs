//! The sequences of commands that everything is tried on.

use std::time::Duration;

use serde_json::json;
use slot_deploy::record::Outcome;
use slot_deploy::rehearsal::default_world::{APP, SLOT};

use crate::invariants::Plan;
use crate::support::{COMMIT, Rehearsal, TestApp};
use crate::trial::{Leading, Led, Play, Said, Seen};

/// Long enough for several looks after the first minute, and not longer: each look costs four requests.
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

/// A release in one command for which production first works off what it has begun.
pub const DRAINED: Play = Play { name: "drained release", set: || (RELEASE.set)().input("drain", "true"), ..RELEASE };

/// A preview and a drain, in two jobs.
pub const GROUNDED: Play = Play {
    name: "stage, promote with preview and drain",
    set: || (TWO_JOBS.set)().input("swap", "preview").input("drain", "true"),
    ..TWO_JOBS
};

/// In two jobs, and nothing but the ticket remembers it.
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

/// Another release of the same app, by another run, that is made in the same world.
pub fn another(one: &Rehearsal) -> Rehearsal {
    const OTHER: &str = "2222222222222222222222222222222222222222";
    let mut other = rehearsal(&app(OTHER)).variable("GITHUB_SHA", OTHER).variable("GITHUB_RUN_ID", "78");
    other.world = one.world.clone();
    other
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

fn rehearsal(new: &TestApp) -> Rehearsal {
    let watch = format!("{}s", WATCH.as_secs());
    Rehearsal::of(new, &app("former")).input("probes", PROBES).input("watch", &watch).world(|state| {
        let app = state.app_mut(APP).unwrap();
        app.sticky.get_or_insert_default().app_settings.push("STAGE".to_owned());
        app.production.settings.insert("STAGE".to_owned(), "production".to_owned());
        app.slots.get_mut(SLOT).unwrap().settings.insert("STAGE".to_owned(), "staging".to_owned());
    })
}

/// The only job is the last.
fn alone(rehearsal: Rehearsal) -> Leading {
    Box::pin(async { Led { said: Vec::new(), last: Some(rehearsal) } })
}

fn staging(rehearsal: Rehearsal) -> Leading {
    Box::pin(async {
        let staged = rehearsal.input("command", "stage").run().await;
        let said = vec![Said::of(&staged)];
        Led { said, last: (staged.outcome() == Outcome::Staged).then(|| staged.promoting()) }
    })
}

/// What an undisturbed run was about.
pub fn plan(undisturbed: &Seen) -> Plan {
    let release = undisturbed.said[0].digest.clone().unwrap();
    let breaks_production = undisturbed.outcome() == Outcome::RolledBack;
    Plan { release, probe: "version", watch: WATCH, slot: SLOT, breaks_production }
}

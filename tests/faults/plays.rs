//! The sequences of commands that everything is tried on.

use std::time::Duration;

use serde_json::json;
use slot_deploy::rehearsal::default_world::SLOT;

use crate::invariants::Plan;
use crate::support::{COMMIT, Rehearsal, TestApp};
use crate::trial::{Play, Seen};

/// Long enough for several looks after the first minute, and not longer: each look costs four requests.
const WATCH: Duration = Duration::from_secs(5 * 60);

const PROBES: &str = r#"
- name: version
  request: { path: /api/version }
  expect: { json: [{ path: "$.commit", equals: "${release.commit}" }] }
- name: remark
  severity: warning
  request: { path: /api/remark }
"#;

/// A release in one command.
pub const RELEASE: Play =
    Play { name: "release", set: rehearsal, run: |rehearsal| Box::pin(async { vec![rehearsal.run().await] }) };

fn rehearsal() -> Rehearsal {
    let app = |commit: &str| {
        TestApp::new(commit).http("remark", "anonymous").answers("GET /api/remark", json!({"status": 200, "json": {}}))
    };
    Rehearsal::of(&app(COMMIT), &app("former")).input("probes", PROBES).input("watch", &format!("{}s", WATCH.as_secs()))
}

/// What an undisturbed run was about.
pub fn plan(undisturbed: &Seen) -> Plan {
    Plan { release: undisturbed.at_end.clone(), probe: "version", watch: WATCH, slot: SLOT }
}

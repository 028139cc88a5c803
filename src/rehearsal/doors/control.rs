//! The world's own control, for tests and for people who rehearse: what was asked, what happened,
//! faults, the present world as a world file, and messages for its queues.

use bytes::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{Incoming, Reply, job_control};
use crate::World;
use crate::faults::Fault;
use crate::laws::{queue_kind, queue_owners, queues};
use crate::state::State;
use crate::world_file;

/// What a list of faults looks like.
const EXAMPLE: &str =
    r#"[{"at": {"service": "scm", "path": "zipdeploy"}, "what": {"kind": "status", "status": 503}, "times": 2}]"#;

pub(super) fn answer(world: &World, incoming: &Incoming) -> Reply {
    let now = world.clock().now();
    let mut state = world.state();
    if let ("POST", Some(queue)) = (incoming.method.as_str(), incoming.path.strip_prefix("/queues/")) {
        return put(world, &mut state, queue, &incoming.body, now);
    }
    match (incoming.method.as_str(), incoming.path.as_str()) {
        ("GET", "/world") => match world_file::write(&world_file::describe(&state)) {
            Ok(text) => Reply::body(200, "application/yaml; charset=utf-8", text),
            Err(error) => Reply::json(500, &json!({"error": error.to_string()})),
        },
        ("GET", "/requests") => {
            let forgotten = state.requests.forgotten().to_string();
            Reply::json(200, &json!(*state.requests)).header("x-rehearsal-forgotten", forgotten)
        }
        ("GET", "/effects") => Reply::json(200, &json!(state.effects)),
        ("GET", "/faults") => Reply::json(200, &json!(state.faults)),
        ("GET", "/github") => job_control::show(&state),
        ("PATCH", "/github") => job_control::change(&mut state, incoming, world.clock().now()),
        ("DELETE", "/faults") => {
            state.faults.clear();
            Reply::empty(204)
        }
        ("POST", "/faults") => match serde_json::from_slice::<Vec<Fault>>(&incoming.body) {
            Ok(faults) => {
                state.faults.extend(faults);
                Reply::empty(204)
            }
            Err(error) => no_faults(&error),
        },
        _ => Reply::json(
            404,
            &json!({"error": "there are /requests, /effects, /faults, /github, /world and /queues/{account}/{queue}"}),
        ),
    }
}

/// What was sent cannot be read; the answer shows a fault.
fn no_faults(error: &serde_json::Error) -> Reply {
    let example: Value = serde_json::from_str(EXAMPLE).unwrap_or_default();
    let error = format!("a list of faults was expected, as in {EXAMPLE}: {error}");
    Reply::json(400, &json!({"error": error, "example": example}))
}

/// The body is the message; a queue that is not there is made, an account is not.
fn put(world: &World, state: &mut State, queue: &str, body: &Bytes, now: OffsetDateTime) -> Reply {
    let named = queue_kind::is_name(queue);
    let owner = queue.split('/').next().unwrap_or_default().to_lowercase();
    let owners = queue_owners::all(state);
    if named && !owners.contains(&owner) {
        let owners: Vec<String> = owners.into_iter().collect();
        let error = format!("there is no account `{owner}`; there are {}", owners.join(", "));
        return Reply::json(404, &json!({"error": error}));
    }
    match std::str::from_utf8(body) {
        Ok(text) if named => {
            let id = queues::put(state, world.clock(), queue, text, now);
            Reply::json(201, &json!({"id": id}))
        }
        _ => Reply::json(400, &json!({"error": "a text for /queues/{account}/{queue} was expected"})),
    }
}

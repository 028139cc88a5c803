//! The world's own control, for tests and for people who rehearse: what was asked, what happened,
//! and faults.

use serde_json::json;

use super::{Incoming, Reply, job_control};
use crate::rehearsal::World;
use crate::rehearsal::faults::Fault;

pub fn answer(world: &World, incoming: &Incoming) -> Reply {
    let mut state = world.state();
    match (incoming.method.as_str(), incoming.path.as_str()) {
        ("GET", "/requests") => Reply::json(200, &json!(state.requests)),
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
            Err(error) => Reply::json(400, &json!({"error": format!("a list of faults was expected: {error}")})),
        },
        _ => Reply::json(404, &json!({"error": "there are /requests, /effects, /faults and /github"})),
    }
}

//! `/admin/host/drain`, `drain/status` and `resume` of one instance (azure-functions-host `HostController`;
//! facts: slots-are-live).

use serde_json::json;
use time::OffsetDateTime;

use super::Reply;
use crate::laws::drain::{self, Drain};
use crate::state::{HostState, Instance, Place, State};

/// Answers below `/admin/host/`; `None` when it is none of these.
pub(super) fn answer(
    state: &mut State,
    place: &Place,
    instance: &Instance,
    asked: (&str, &str),
    now: OffsetDateTime,
) -> Option<Reply> {
    Some(match asked {
        ("GET" | "POST", "host/drain") => {
            drain::begin(state, place, &instance.id, now);
            Reply::empty(202)
        }
        ("GET", "host/drain/status") => {
            let (word, running) = match drain::status(state, &instance.id) {
                Drain::Disabled => ("Disabled", 0),
                Drain::InProgress(running) => ("InProgress", running),
                Drain::Completed => ("Completed", 0),
            };
            Reply::json(200, &json!({"state": word, "outstandingInvocations": running, "outstandingRetries": 0}))
        }
        ("POST", "host/resume") if instance.state != HostState::Running => Reply::empty(409),
        ("POST", "host/resume") => {
            drain::resume(state, place, &instance.id, now);
            Reply::json(200, &json!({"state": "Running"}))
        }
        _ => return None,
    })
}

//! `POST api/command`: always 200 with what the program printed, also when it failed (facts: scm-endpoints; recorded settings give the
//! idle time). Kudu on Windows hands the line to cmd.exe, which is not simulated.

use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;

use crate::doors::{Incoming, Reply};
use crate::laws::{command, scm_settings};
use crate::state::{Place, Platform, State};

/// The front end waits no longer (facts: wwwroot).
const FRONT_END: Duration = Duration::from_secs(230);

/// Runs what the body says.
pub(super) fn answer(state: &mut State, incoming: &Incoming, place: &Place, now: OffsetDateTime) -> Reply {
    let windows = state.platform(&place.app) == Platform::Windows;
    let Some((side, body)) = state.side_mut(place).zip(incoming.json().filter(|body| body.is_object())) else {
        return Reply::empty(400);
    };
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let done = if windows {
        command::Done {
            error: "Commands of cmd.exe are not simulated.".to_owned(),
            exit_code: -1,
            ..command::Done::default()
        }
    } else {
        command::run(side, &scm_settings::of(side, now), text("command"), text("dir"), now)
    };
    if done.takes > FRONT_END {
        return Reply::text(500, "The request timed out.").later(FRONT_END);
    }
    let told = json!({"Output": done.output, "Error": done.error, "ExitCode": done.exit_code});
    Reply::json(200, &told).later(done.takes)
}

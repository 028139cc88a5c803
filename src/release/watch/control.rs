//! The questions that tell a production that went silent from a runner that reaches nothing.

use std::time::Duration;

use crate::config::Probe;
use crate::probe::{Asker, heard};
use crate::record::Heard;
use crate::runner::contained;

/// Each has this long for its answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
const CONTROL: Duration = Duration::from_secs(5);

/// The plainest question there is: whether the Functions host is up. Any app answers it somehow.
pub(super) fn plain() -> Probe {
    Probe::plain("/admin/host/ping", CONTROL)
}

/// What the side of `asker` answers to it.
pub(super) async fn ask_plainly(asker: &Asker) -> Heard {
    let answer = contained(asker.ask(&plain())).await;
    answer.map_or(Heard::Nothing, |answer| heard(&answer))
}

use std::time::Duration;

use futures_util::future::join_all;

use super::app::Sides;
use super::{Setup, Story};
use crate::azure::read_traffic;
use crate::record::{Baseline, BaselineWindow};

const JUST_BEFORE: Duration = Duration::from_secs(30 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads what is usual for production, right before a swap: the half hour until now, and the window in which it will be
/// watched, a day and a week ago (release-safety §1.5). Nothing here stops a release: what cannot be read is said once.
pub async fn baseline(setup: &Setup, story: &Story, sides: &Sides) -> Baseline {
    let now = setup.pace.wall();
    let same_time = |ago: Duration| (now - ago, now - ago + setup.options.watch);
    let windows = [
        ("the 30 min before", (now - JUST_BEFORE, now)),
        ("a day ago", same_time(DAY)),
        ("a week ago", same_time(7 * DAY)),
    ];
    let at = sides.production.at();
    let read = windows.map(async |(name, (from, to))| BaselineWindow {
        name: name.to_owned(),
        minutes: read_traffic(&sides.arm, at, from, to).await.map_err(|error| error.to_string()),
    });
    let baseline = Baseline { windows: join_all(read).await };
    if let Some(error) = baseline.windows.iter().find_map(|window| window.minutes.as_ref().err()) {
        let then = "the watch goes on by probes, host and content";
        story.warn(&format!("what is usual for production could not be read: {error}; {then}"));
    }
    baseline
}

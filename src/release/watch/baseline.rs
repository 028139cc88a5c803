use std::time::Duration;

use futures_util::future::join_all;

use crate::azure::{measured, read_traffic};
use crate::record::{Baseline, BaselineWindow};
use crate::release::run::RunOnSides;

const JUST_BEFORE: Duration = Duration::from_secs(30 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl RunOnSides {
    /// Reads the baseline of production right before a swap: the half hour until now, and the window in which it will be
    /// watched, a day and a week ago (facts: before-and-after). Nothing here stops a release: a failed read is reported once.
    pub async fn baseline(&self) -> Baseline {
        let now = self.setup.pace.wall();
        let same_time = |ago: Duration| (now - ago, now - ago + self.setup.options.watch);
        let windows = [
            ("the 30 min before", (now - JUST_BEFORE, now)),
            ("a day ago", same_time(DAY)),
            ("a week ago", same_time(7 * DAY)),
        ];
        let at = self.sides.production.at();
        let read = windows.map(async |(name, (from, to))| BaselineWindow {
            name: name.to_owned(),
            minutes: measured(read_traffic(&self.sides.arm, at, from, to)).await.map_err(|error| error.to_string()),
        });
        let baseline = Baseline { windows: join_all(read).await };
        if let Some(error) = baseline.windows.iter().find_map(|window| window.minutes.as_ref().err()) {
            let then = "the watch continues with probes, host and content";
            self.recorder.warn(&format!("the baseline of production could not be read: {error}; {then}"));
        }
        baseline
    }
}

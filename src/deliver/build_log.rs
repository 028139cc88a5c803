use std::time::Duration;

use super::Build;
use crate::azure::Scm;
use crate::http::{Moment, Pace, Redactor};
use crate::names::DeploymentId;
use crate::record::brief;

/// Between two readings of the log.
const EVERY: Duration = Duration::from_secs(10);

/// The log of a build on the server, shown while it is written.
pub(super) struct BuildLog<'a> {
    /// `None`: nothing is built.
    scm: Option<&'a Scm>,
    redactor: &'a Redactor,
    pace: Pace,
    /// So many lines were shown.
    shown: usize,
    next: Moment,
}

impl<'a> BuildLog<'a> {
    pub(super) fn of(build: Build, scm: &'a Scm, redactor: &'a Redactor, pace: Pace) -> Self {
        let scm = (build == Build::Remote).then_some(scm);
        Self { scm, redactor, pace, shown: 0, next: pace.now() }
    }

    /// Shows what was written since the last time. What cannot be read is left for the next time, and in the end for the log of a
    /// failure.
    pub(super) async fn show(&mut self, id: &DeploymentId) {
        let Some(scm) = self.scm.filter(|_| self.pace.now() >= self.next) else { return };
        self.next = self.pace.now() + EVERY;
        let Ok(lines) = scm.log_so_far(id).await else { return };
        for line in lines.iter().skip(self.shown) {
            // A line of its own: progress shows a few of many.
            tracing::info!("build: {}", brief(&self.redactor.foreign(&line.message)));
        }
        self.shown = self.shown.max(lines.len());
    }
}

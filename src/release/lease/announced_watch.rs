use std::time::Duration;

use serde_json::Value;

use crate::azure::{Deployment, Scm, Side, parse_stamp};
use crate::judge::has_recorded_end;
use crate::preflight::Survey;
use crate::record::HistoryEntry;
use crate::release::run::RunOnApp;

/// Under this word the message of a deployment says for how many seconds its release is watched.
pub(crate) const WATCH_SECONDS: &str = "watch_seconds";

/// `watch` is twelve hours at most, whatever a message says.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);

/// For how long the release that deployed the content in place is watched, by the message of its deployment, and no shorter than
/// `own`: it may be no release of ours, or not say so.
pub(crate) fn watch_at_least(own: Duration, deployments: &[Deployment]) -> Duration {
    announced_watch(deployments).map_or(own, |announced| own.max(announced))
}

fn announced_watch(deployments: &[Deployment]) -> Option<Duration> {
    let message = &deployments.iter().find(|deployment| deployment.active)?.message;
    let said: Value = serde_json::from_str(message).ok()?;
    Some(Duration::from_secs(said.get(WATCH_SECONDS)?.as_u64()?).min(LONGEST))
}

impl RunOnApp {
    /// For how long the last swap is watched: that of a release without a memory is another's, with a watch of its own. What it
    /// does not say is taken to be as long as this release's.
    pub async fn watch_of_last_swap(&self, survey: &Survey, known: &[HistoryEntry]) -> Duration {
        let own = self.setup.options.watch;
        let Some(swap) = survey.production.site.swap.stamp.as_deref().and_then(parse_stamp) else { return own };
        if self.setup.pace.wall() - swap > LONGEST || has_recorded_end(known, swap) {
            return own;
        }
        let production = Side::new(self.app.arm.clone(), self.app.target.clone(), &survey.production.site);
        let deployments = production.scm.deployments(Scm::ONE_LOOK).await.unwrap_or_default();
        watch_at_least(own, &deployments)
    }
}

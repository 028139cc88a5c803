//! After a rollback GitHub shows the deployment of what production serves again as a success.

use crate::github::DeploymentReport;
use crate::record::{HistoryEntry, Outcome};
use crate::release::ground::DeploymentChoice;
use crate::release::memory::not_up_to_date;
use crate::release::run::RunOnApp;

impl RunOnApp {
    /// Sets the deployment that brought this content to production to success again, unless it is one. GitHub ended it when a
    /// later one succeeded (facts: github-rest). What production serves has to be read back before; content that no release of ours
    /// brought has no deployment. The sentence is no word of the release itself, so that its end stays when and what it was. What
    /// goes wrong is a warning and changes no outcome.
    pub async fn tell_what_is_served_again(&self) {
        let wants = self.setup.github.as_ref().is_some_and(|github| github.choice != DeploymentChoice::No);
        let (own, served) = self.recorder.read(|record| (record.id.clone(), record.identity.production.clone()));
        let Some(served) = served.filter(|_| wants) else { return };
        let names: Vec<_> = served.names().collect();
        if names.is_empty() {
            return;
        }
        let Some((known, deployments)) = self.history_on_github(&names).await.zip(self.deployments()) else { return };
        let is_of_it = |one: &&HistoryEntry| {
            let is_named = one.memo.digest.as_ref().is_some_and(|digest| names.contains(&digest));
            one.memo.release != own && is_named && one.ended.is_some_and(|(_, outcome)| brought_it(outcome))
        };
        let Some(former) = known.iter().find(is_of_it) else {
            return self.recorder.say("GitHub has no deployment of the release that production serves again");
        };
        let told = async {
            if deployments.statuses(former.id).await?.first().is_some_and(|said| said.is_success) {
                return Ok(false);
            }
            let by = self.setup.run.run_id.as_ref().map(|run| format!(" by run {run}")).unwrap_or_default();
            let report = DeploymentReport {
                description: format!("production serves it again: a later release was rolled back{by}"),
                environment_url: self.recorder.read(|record| record.urls.app.clone()),
                log_url: self.setup.run.url.clone(),
            };
            deployments.success(former.id, report).await.map(|()| true)
        };
        match told.await {
            Ok(true) => self.recorder.say(&format!("the GitHub Deployment {} is a success again", former.id)),
            Ok(false) => {}
            Err(error) => self.recorder.warn(&not_up_to_date(&error)),
        }
    }
}

/// Whether a release that ended so had this content in production.
fn brought_it(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Verified | Outcome::PromotedUnverified | Outcome::Unchanged)
}

//! `status`: what production and the slot run, since when and by which release, and what the release history has. Nothing is changed.

use crate::azure::Site;
use crate::judge::{brought_by, contradictions};
use crate::record::{HistoryEntry, IdentityEvidence, Outcome, PastRelease, Phase, SideStatus, StatusReport, number_of};
use crate::release::ground::Stop;
use crate::release::run::{Run, RunOnSides};

impl Run {
    /// Looks, and ends with the report.
    pub async fn status(&self) -> Result<Outcome, Stop> {
        // From here on the run is one that looks, however it ends.
        self.recorder.note(|record| record.status = Some(StatusReport::default()));
        let app = self.sign_in().await?;
        self.recorder.begin_phase(Phase::Preflight);
        let both = app.read_sides().await?;
        let sides = &both.sides;
        let (production, slot, sites) = tokio::join!(
            Box::pin(sides.production.identity()),
            Box::pin(sides.slot.identity()),
            Box::pin(sides.sites())
        );
        let sites = sites.ok();
        let digests: Vec<_> = [&production, &slot].into_iter().flat_map(IdentityEvidence::names).collect();
        let (known, no_releases) = both.remembered(&digests).await;
        let history = known.as_deref().unwrap_or_default();
        let contradictions = contradictions(history, &production);
        let options = &self.setup.options;
        let of = |name: &str, seen: &IdentityEvidence, site: Option<&Site>| SideStatus {
            name: name.to_owned(),
            runs: site.map(Site::is_running),
            content: seen.content.to_string(),
            digest: seen.content.digest().cloned(),
            release: brought_by(history, seen).map(PastRelease::from),
        };
        let report = StatusReport {
            schema: StatusReport::SCHEMA,
            app: options.app_name.to_string(),
            sides: vec![
                of(options.target_slot.as_str(), &production, sites.as_ref().map(|(site, _)| site)),
                of(options.slot.as_str(), &slot, sites.as_ref().map(|(_, site)| site)),
            ],
            swapped: sites.and_then(|(site, _)| site.swap.stamp),
            contradictions,
            releases: known.as_deref().map(|known| known.iter().map(PastRelease::from).collect()),
            no_releases,
        };
        let mut reason = format!("`{}` runs {}", report.sides[0].name, report.sides[0].content);
        match report.contradictions.len() {
            0 => {}
            count => reason += &format!("; {}", number_of(count, "contradiction")),
        }
        self.recorder.note(|record| {
            record.status = Some(report);
            record.reason.clone_from(&reason);
            record.next_command = None;
        });
        self.recorder.end_phase(&reason);
        Ok(Outcome::Checked)
    }
}

impl RunOnSides {
    /// The releases that are written down, newest first, or why there are none to show.
    async fn remembered(&self, of: &[&crate::record::Digest]) -> (Option<Vec<HistoryEntry>>, Option<String>) {
        match self.named_history(of).await {
            Ok(Some(known)) => (Some(known), None),
            Ok(None) if self.has_memory() => {
                let why = "the GitHub Deployments of the repository cannot be read: give the job `permissions: { deployments: read }`";
                (None, Some(why.to_owned()))
            }
            Ok(None) => {
                let why =
                    "nothing keeps them here: give `github-token` in a job of the repository, or `storage-container`";
                (None, Some(why.to_owned()))
            }
            Err(error) => (None, Some(format!("the container of packages cannot be read: {error}"))),
        }
    }
}

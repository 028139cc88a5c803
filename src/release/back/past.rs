use std::time::Duration;

use crate::azure::{Deployment, RunFromPackage, Scm, Side, parse_stamp};
use crate::judge::{Comparison, FormerFacts, compare, find_quarantine};
use crate::record::{Code, HistoryEntry, IdentityEvidence, Outcome, ProbeSource, Problem, Tone};
use crate::release::ground::Stop;
use crate::release::lease::{WayOn, watch_at_least};
use crate::release::run::{Run, RunOnSides};

/// Production's past according to the release history and Azure.
pub(crate) struct Past {
    /// What production runs.
    pub production: IdentityEvidence,
    slot: IdentityEvidence,
    /// When Azure last completed a swap.
    pub stamp: Option<String>,
    /// The newest release that brought production's content there.
    recorded: Option<HistoryEntry>,
    /// What the newest release of production's content, or the one that rolled the slot's back, asked of the app.
    pub asks: Option<ProbeSource>,
    /// The same as an age.
    pub swapped_ago: Option<Duration>,
    taken_back: Option<HistoryEntry>,
    /// The deployments of production's content that GitHub shows as a success.
    pub announced: Vec<u64>,
    history: Option<Vec<Deployment>>,
    history_of_production: Option<Vec<Deployment>>,
}

impl Past {
    /// Reads it.
    pub(crate) async fn read(on: &RunOnSides) -> Result<Self, Stop> {
        let sides = &on.sides;
        let (production, slot) = (sides.production.identity().await, sides.slot.identity().await);
        on.recorder.note(|record| {
            record.identity.previous = Some(production.clone());
            record.digest = production.content.digest().cloned();
        });
        let digests: Vec<_> = [&production, &slot].into_iter().flat_map(IdentityEvidence::names).collect();
        let known = on.release_history(&digests).await.unwrap_or_default();
        let taken_back = slot.names().find_map(|digest| find_quarantine(&known, digest)).cloned();
        let of_it = || known.iter().filter(|one| is_about(one, &production));
        let is_success = |one: &&HistoryEntry| one.ended.is_some_and(|(_, outcome)| outcome.row().tone != Tone::Bad);
        // The container numbers its records by itself: only GitHub's own numbers are those of deployments.
        let on_github = match on.app.store {
            Some(_) => on.history_on_github(&digests).await.unwrap_or_default(),
            None => known.clone(),
        };
        let announced =
            on_github.iter().filter(|one| is_about(one, &production)).filter(is_success).map(|one| one.id).collect();
        // The newest release that brought this content to production: one that found it there already, or took it back, did not.
        let recorded =
            of_it().find(|one| compare(&one.memo.production, &production.content) != Comparison::Same).cloned();
        let asks = of_it()
            .chain(&taken_back)
            .find_map(|one| one.memo.asks.clone().filter(|asks| *asks != ProbeSource::Nothing));
        let stamp = sides.production.site().await?.swap.stamp;
        let (history, history_of_production) = tokio::join!(
            Box::pin(history_of(&sides.slot, recorded.is_none())),
            Box::pin(history_of(&sides.production, recorded.is_none()))
        );
        let swapped = stamp.as_deref().and_then(parse_stamp);
        Ok(Self {
            recorded,
            asks,
            taken_back,
            announced,
            history,
            history_of_production,
            swapped_ago: swapped.map(|at| Duration::try_from(on.setup.pace.wall() - at).unwrap_or_default()),
            stamp,
            production,
            slot,
        })
    }

    /// For how long the release that production runs is watched, as far as it says so itself, and no shorter than `own`.
    pub(crate) fn watch_at_least(&self, own: Duration) -> Duration {
        watch_at_least(own, self.history_of_production.as_deref().unwrap_or_default())
    }

    /// The facts to be judged.
    pub(crate) fn facts(&self) -> FormerFacts<'_> {
        let history = self.history.as_deref();
        FormerFacts {
            production: &self.production.content,
            slot: &self.slot.content,
            recorded: self.recorded.as_ref().map(|one| &one.memo.production),
            taken_back: self.taken_back.as_ref(),
            swapped_ago: self.swapped_ago,
            deployed_ago: history.and_then(newest),
            production_deployed_ago: self.history_of_production.as_deref().and_then(newest),
            is_deploying: history.map(|all| all.iter().any(|deployment| !deployment.complete)),
        }
    }
}

/// The deployments to a side. Where they alone decide (`alone`), a side that runs from a package at a URL has none that counts:
/// it may have been switched to another package since, which no deployment tells.
async fn history_of(side: &Side, alone: bool) -> Option<Vec<Deployment>> {
    if alone && !matches!(side.settings().await.ok()?.run_from_package(), RunFromPackage::No | RunFromPackage::Local) {
        return None;
    }
    side.scm.deployments(Scm::ONE_LOOK).await.ok()
}

fn is_about(one: &HistoryEntry, side: &IdentityEvidence) -> bool {
    side.names().any(|digest| one.memo.digest.as_ref() == Some(digest))
}

/// How long ago the newest of them ended.
fn newest(all: &[Deployment]) -> Option<Duration> {
    all.iter().filter_map(|deployment| deployment.ended_ago).min()
}

impl Run {
    /// Nothing was changed, and a swap would not help.
    pub(crate) fn no_rollback(&self, past: &Past, why: &str) -> Stop {
        let problem = Problem::new(Code::NOTHING_TO_GO_BACK_TO, format!("a rollback by a swap is not possible: {why}"))
            .hint("release the former commit again");
        let problem = match (&past.recorded, self.setup.options.container.is_some()) {
            (None, false) => {
                problem.hint("where a container of packages holds the record of releases, give `storage-container`")
            }
            _ => problem,
        };
        let by = past.taken_back.as_ref().or(past.recorded.as_ref());
        Stop::new(Outcome::Aborted, self.way_on(problem, by, WayOn::Disregard))
    }
}

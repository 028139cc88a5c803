use std::time::Duration;

use super::deployment::About;
use super::way_on::WayOn;
use crate::azure::parse_stamp;
use crate::judge::{Lease, LeaseFacts, find_former_commit, find_quarantine, judge_lease};
use crate::preflight::Survey;
use crate::record::{Code, HistoryEntry, Outcome, Problem};
use crate::release::ground::{BusyMode, Stop};
use crate::release::run::{Run, RunOnApp};

/// A token of GitHub has a thousand requests in an hour, and a look takes some six.
const POLL: Duration = Duration::from_secs(30);

/// Whether this release holds the lease.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// It does, and other releases see it in the release history.
    Ours,
    /// It had to wait, so earlier readings are outdated.
    LookAgain,
}

impl RunOnApp {
    /// Whether another release holds the lease, or this content is quarantined.
    pub async fn look_for_others(&self, about: &About<'_>, survey: &Survey) -> Result<Claim, Stop> {
        match self.at_work(about, survey).await? {
            Some((why, by)) => self.wait_or_yield(&why, by.as_ref()).await,
            None => Ok(Claim::Ours),
        }
    }

    /// Why this release would have to wait, and for whom; an error when this content is quarantined.
    pub async fn at_work(
        &self,
        about: &About<'_>,
        survey: &Survey,
    ) -> Result<Option<(String, Option<HistoryEntry>)>, Stop> {
        let known = self.release_history(about.digest.as_slice()).await;
        let production = &survey.production.identity;
        let former = known.as_deref().and_then(|known| find_former_commit(known, production)).map(str::to_owned);
        let rolled_back = known.iter().flatten().filter_map(|one| one.ended);
        let rolled_back = rolled_back.filter(|(_, outcome)| outcome.is_rollback()).map(|(at, _)| at).max();
        let has_memory = self.has_memory();
        self.recorder.note(|record| {
            record.previous_commit = former;
            record.reads_history = has_memory.then_some(known.is_some());
            record.rolled_back_last = rolled_back;
        });
        self.refuse_quarantined(known.as_deref().unwrap_or_default(), about)?;
        Ok(match judge_lease(&self.lease_facts(survey, known.as_deref(), None).await) {
            Lease::Busy { why, by } => Some((why, by.cloned())),
            Lease::Free => None,
        })
    }

    /// Announces this release to others. The number that GitHub gives each deployment decides between two simultaneous
    /// releases: each writes first and reads afterwards, so one of them sees the other.
    pub async fn claim(&self, about: &About<'_>, survey: &Survey) -> Result<Claim, Stop> {
        // A release that others cannot see does not begin.
        self.open_stored(about).await.map_err(|error| Stop::aborted(&error))?;
        self.open_deployment(about).await;
        let known = match self.whole_history(about.digest.as_slice()).await {
            Some(known) => Some(self.recognise_deployments(known).await),
            None => None,
        };
        let number =
            if self.app.store.is_some() { self.recorder.own_stored().number() } else { self.own_deployment().id() };
        let Some(own) = number else { return Ok(Claim::Ours) };
        match judge_lease(&self.lease_facts(survey, known.as_deref(), Some(own)).await) {
            Lease::Free => Ok(Claim::Ours),
            Lease::Busy { why, by } => {
                if self.setup.options.busy == BusyMode::Wait {
                    self.withdraw_deployment().await;
                }
                self.wait_or_yield(&why, by).await
            }
        }
    }

    async fn lease_facts<'a>(
        &self,
        survey: &Survey,
        known: Option<&'a [HistoryEntry]>,
        own: Option<u64>,
    ) -> LeaseFacts<'a> {
        let on_slot = survey.slot.as_ref().map(|slot| &slot.site.swap);
        let in_operation =
            [Some(&survey.production.site.swap), on_slot].into_iter().flatten().any(|swap| swap.operation.is_some());
        LeaseFacts {
            now: self.setup.pace.wall(),
            own,
            known,
            last_swap: survey.production.site.swap.stamp.as_deref().and_then(parse_stamp),
            watch: self.watch_of_last_swap(survey, known.unwrap_or_default()).await,
            in_operation,
            started: self.recorder.read(|record| record.started),
            yields: self.setup.options.busy == BusyMode::Fail,
        }
    }
}

impl Run {
    /// Something happened on the app since this release looked, and before it changed anything: it looks again, or ends so.
    pub async fn overtaken(&self, stop: Stop) -> Result<(), Stop> {
        self.recorder.fail_phase(&stop.problem.sentence);
        if self.setup.options.busy == BusyMode::Fail {
            return Err(stop);
        }
        self.withdraw_deployment().await;
        self.wait_or_yield(&stop.problem.sentence, None).await.map(|_| ())
    }

    async fn wait_or_yield(&self, why: &str, by: Option<&HistoryEntry>) -> Result<Claim, Stop> {
        let problem = |sentence: String| {
            let problem = Problem::new(Code::BUSY, sentence)
                .hint("`busy: wait` waits for it, for as long as `timeout` says; nothing was changed");
            self.way_on(problem, by, WayOn::End)
        };
        match self.setup.options.busy {
            BusyMode::Fail => Err(Stop::new(Outcome::Aborted, problem(format!("{why} (`busy: fail`)")))),
            BusyMode::Wait if self.setup.pace.now().since_start() > self.setup.options.timeout => {
                Err(Stop::new(Outcome::Aborted, problem(format!("{why}; waited until `timeout`"))))
            }
            BusyMode::Wait => {
                self.recorder.say(&format!("waiting: {why}"));
                self.setup.pace.sleep(POLL).await;
                Ok(Claim::LookAgain)
            }
        }
    }

    fn refuse_quarantined(&self, known: &[HistoryEntry], about: &About<'_>) -> Result<(), Stop> {
        let former = about.digest.and_then(|digest| find_quarantine(known, digest));
        let Some(former) = former.filter(|_| !self.setup.options.force) else {
            return Ok(());
        };
        let sentence = format!(
            "this content was rolled back before, by the release {} ({})",
            former.memo.release,
            former.source()
        );
        let problem = Problem::new(Code::DIGEST_QUARANTINED, sentence)
            .hint("fix the content; if it was not the cause, release it with `force: true`");
        Err(Stop::new(Outcome::Aborted, self.way_on(problem, Some(former), WayOn::Disregard)))
    }
}

use std::time::Duration;

use time::OffsetDateTime;

use crate::azure::Side;
use crate::http::{Growing, Moment};
use crate::judge::{RunningVerdict, judge_running};
use crate::record::{Accepted, Came, Change, Code, HostHealth, Instance, Outcome, Problem, RunningEvidence, Tried};
use crate::release::ground::Stop;
use crate::release::run::Run;
use crate::runner::PROGRESS;

/// The host of the slot has this long to run the package.
const LIMIT: Duration = Duration::from_secs(15 * 60);
const LONGEST_POLL: Duration = Duration::from_secs(2);
/// A process that started before the delivery ended is given this long to be replaced by the
/// platform before we restart.
const PATIENCE: Duration = Duration::from_secs(40);
/// An error of the host counts when it stays this long: a host that is being replaced shows transient errors.
const ERROR_STAYS: Duration = Duration::from_secs(45);
/// More answers than one, since a load balancer may lead to several instances.
const ANSWERS: usize = 3;

impl Run {
    /// Waits until the host runs and each instance that answers started after what is to run came to its end, which was at the
    /// earliest and at the latest `since`; restarts it when the platform does not.
    pub async fn wait_until_running(&self, slot: &Side, since: [OffsetDateTime; 2]) -> Result<RunningEvidence, Stop> {
        let pace = self.setup.pace;
        let began = pace.now();
        let mut stale_since: Option<Moment> = None;
        let mut broken_since: Option<Moment> = None;
        let mut restarted = false;
        let mut polls = Growing::to(LONGEST_POLL);
        loop {
            let (health, instance) = match slot.host.status().await {
                Ok(status) => (status.health(), status.instance),
                Err(error) => (HostHealth::Starting(error.to_string()), None),
            };
            let what = match &health {
                HostHealth::Running => {
                    broken_since = None;
                    let mut evidence = RunningEvidence {
                        delivery_ended: since[1],
                        delivery_ended_earliest: Some(since[0]),
                        instances: instance.into_iter().collect(),
                    };
                    // One that is not new decides it, whatever the others are.
                    if matches!(judge_running(&evidence), RunningVerdict::Runs | RunningVerdict::NoneSeen) {
                        gather(slot, &mut evidence.instances).await;
                    }
                    match judge_running(&evidence) {
                        RunningVerdict::Runs => return Ok(evidence),
                        RunningVerdict::NoneSeen => "the host does not say which instance it is".to_owned(),
                        RunningVerdict::Stale { instances } => {
                            let since = *stale_since.get_or_insert(pace.now());
                            if pace.now() - since > PATIENCE && !std::mem::replace(&mut restarted, true) {
                                self.restart(slot, &instances).await?;
                            }
                            "the host still runs as it did before the delivery".to_owned()
                        }
                        RunningVerdict::Unordered { instances } => {
                            // Waiting orders nothing: the platform has restarted it, and may not do so again.
                            if !std::mem::replace(&mut restarted, true) {
                                self.restart(slot, &instances).await?;
                            }
                            "the host started in the very second in which the delivery ended".to_owned()
                        }
                    }
                }
                HostHealth::Broken(detail) | HostHealth::AsBefore(detail) => {
                    let since = *broken_since.get_or_insert(pace.now());
                    if pace.now() - since > ERROR_STAYS {
                        return Err(host_broken(detail));
                    }
                    format!("the host is {detail}")
                }
                HostHealth::Starting(detail) | HostHealth::Unknown(detail) => {
                    broken_since = None;
                    format!("the host is not up yet: {detail}")
                }
            };
            let waited = pace.now() - began;
            if waited > LIMIT {
                let sentence = format!("the slot did not run the package within {} s: {what}", LIMIT.as_secs());
                let problem = Problem::new(Code::HOST_NOT_RUNNING, sentence)
                    .hint("look at the slot's log stream in the portal: the app may fail while it starts");
                return Err(Stop::new(Outcome::Aborted, problem));
            }
            tracing::info!(target: PROGRESS, "{what} ({} s)", waited.as_secs());
            pace.sleep(polls.wait()).await;
        }
    }
}

/// Asks several times at once, so that more than one instance may answer.
async fn gather(slot: &Side, instances: &mut Vec<Instance>) {
    let answers = (1..ANSWERS).map(|_| slot.host.status());
    let answers = futures_util::future::join_all(answers).await;
    for instance in answers.into_iter().filter_map(|status| status.ok()?.instance) {
        match instances.iter_mut().find(|known| known.id == instance.id) {
            // Each answer says since when at the earliest; one that travelled fast says it best.
            Some(known) => {
                known.started = known.started.max(instance.started);
                known.started_latest = known.started_latest.min(instance.started_latest).or(known.started_latest);
            }
            None => instances.push(instance),
        }
    }
}

impl Run {
    async fn restart(&self, slot: &Side, instances: &[String]) -> Result<(), Stop> {
        self.recorder.say(&format!("nothing shows that {} restarted after the deployment; restarting it", slot.at()));
        self.recorder.intend(Change::Restart { instances: instances.to_vec() }).await?;
        let restarted = slot.restart().await.map(|()| Accepted {});
        self.recorder.did(Came::Restart(Tried::of(&restarted, ToString::to_string))).await;
        Ok(restarted.map(|_| ())?)
    }
}

fn host_broken(detail: &str) -> Stop {
    let problem = Problem::new(Code::HOST_ERROR, format!("the Functions host of the slot is {detail}"))
        .hint("the host could not load the app: fix what it reports and release again; production was not changed");
    Stop::new(Outcome::Aborted, problem)
}

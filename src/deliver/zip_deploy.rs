use std::time::Duration;

use async_trait::async_trait;

use super::build_log::BuildLog;
use super::{Build, Consignment, DeliverError, LastLook, Ready, Receipt, Sent, Strategy, Trace};
use crate::azure::{AzureError, Deployment, DeploymentStatus, Refusal, Scm, Side, ZipDeploy as Upload};
use crate::http::{Growing, Moment, Pace, Reopen};
use crate::names::DeploymentId;
use crate::runner::PROGRESS;

/// The package is sent at most this often: the second time only after the history showed that the
/// first had no effect.
const TRIES: u32 = 3;
const LONGEST_POLL: Duration = Duration::from_secs(2);
/// The server's time is that of its `Date`, without its fraction.
const WHOLE_SECOND: Duration = Duration::from_secs(1);
/// A deployment is not in the history at once: its id is temporary first (facts: deployment-history).
const APPEARS_WITHIN: Duration = Duration::from_secs(120);

/// Sends the package to the SCM site of its side and follows our own deployment to its end, never `latest`.
#[derive(Default)]
pub struct ZipDeploy {
    /// Whether the SCM site builds it, which takes its time: what it logs meanwhile is shown.
    pub build: Build,
}

#[async_trait]
impl Strategy for ZipDeploy {
    fn name(&self) -> &'static str {
        "zip-deploy"
    }

    async fn prepare(&self, _: &Side, _: &Consignment<'_>) -> Result<Box<dyn Ready>, DeliverError> {
        Ok(Box::new(ReadyToSend { build: self.build }))
    }
}

/// A package that is sent in one go.
struct ReadyToSend {
    build: Build,
}

#[async_trait]
impl Ready for ReadyToSend {
    async fn deliver(&self, side: &Side, consignment: &Consignment<'_>) -> Result<Receipt, DeliverError> {
        let Consignment { package, message, mark, pace, redactor, limit, last_look } = *consignment;
        let bytes = package.bytes;
        let (scm, package) = (&side.scm, Reopen::file(package.path.clone(), bytes, &package.package_digest));
        let deploy = &Upload { package, message: message.to_owned() };
        let mut delivery =
            Delivery { scm, deploy, mark, pace, last_look, end: pace.now() + limit, began: pace.now(), requests: 0 };
        let mut shown = BuildLog::of(self.build, scm, redactor, pace);
        let id = delivery.send().await?;
        let ended = match delivery.follow(&id, &mut shown).await {
            Err(DeliverError::Failed { id: named, ended, .. }) => {
                let log = match scm.log(&id).await {
                    Ok(lines) => lines.iter().map(|line| redactor.foreign(&line.message).into_owned()).collect(),
                    Err(error) => vec![format!("the log of the deployment could not be read: {error}")],
                };
                return Err(DeliverError::Failed { log, id: named, ended });
            }
            result => result?,
        };
        let [earliest, latest] = ended;
        Ok(Receipt {
            trace: Trace::ScmDeployment(id.to_string()),
            ended: pace.wall_at(latest),
            ended_earliest: pace.wall_at(earliest),
            sent: Sent { bytes, reused: 0, requests: delivery.requests },
        })
    }
}

struct Delivery<'a> {
    scm: &'a Scm,
    deploy: &'a Upload,
    mark: &'a str,
    pace: Pace,
    last_look: &'a dyn LastLook,
    began: Moment,
    end: Moment,
    requests: u64,
}

impl Delivery<'_> {
    /// Sends the package and returns the deployment's id.
    async fn send(&mut self) -> Result<DeploymentId, DeliverError> {
        for _ in 0..TRIES {
            self.wait_until_free().await?;
            self.last_look.look().await?;
            self.requests += 1;
            let accepted = match self.scm.zip_deploy(self.deploy).await {
                Ok(accepted) => accepted.id,
                Err(error) if is_conflict(&error, "remote URL") => {
                    return Err(DeliverError::RunsFromUrl);
                }
                Err(error) if is_conflict(&error, "") => {
                    self.wait(LONGEST_POLL).await?;
                    continue;
                }
                // Nothing was accepted. The HTTP client waits out longer throttling.
                Err(error) if may_pass(&error) && self.requests < u64::from(TRIES) => {
                    tracing::info!("the package was not accepted ({error}); sending it again");
                    self.wait(LONGEST_POLL).await?;
                    continue;
                }
                Err(error) if error.effect_is_possible() => {
                    tracing::info!("the answer to the upload was lost ({error}); checking whether the package arrived");
                    None
                }
                Err(error) => return Err(error.into()),
            };
            if let Some(id) = accepted {
                return Ok(id);
            }
            if let Some(id) = self.find_ours().await? {
                return Ok(id);
            }
        }
        Err(DeliverError::NeverArrived { tries: TRIES })
    }

    /// Waits while another deployment is in progress.
    async fn wait_until_free(&self) -> Result<(), DeliverError> {
        loop {
            let history = self.scm.deployments(Duration::from_secs(120)).await?;
            match history.iter().find(|deployment| is_in_progress(deployment)) {
                None => return Ok(()),
                Some(other) => {
                    let seconds = (self.pace.now() - self.began).as_secs();
                    tracing::info!(target: PROGRESS, "waiting for deployment {} to end: {seconds} s", other.id);
                }
            }
            self.wait(LONGEST_POLL).await?;
        }
    }

    /// Looks for our deployment by its message.
    async fn find_ours(&self) -> Result<Option<DeploymentId>, DeliverError> {
        let until = self.pace.now() + APPEARS_WITHIN;
        while self.pace.now() < until {
            let history = self.scm.deployments(Duration::from_secs(120)).await?;
            let ours = history.iter().find(|deployment| deployment.message.contains(self.mark));
            if let Some(ours) = ours.filter(|deployment| !deployment.id.is_temporary()) {
                return Ok(Some(ours.id.clone()));
            }
            self.wait(LONGEST_POLL).await?;
        }
        Ok(None)
    }

    /// Follows the deployment to its end; returns when that was, at the earliest and at the latest.
    async fn follow(&self, id: &DeploymentId, log: &mut BuildLog<'_>) -> Result<[Moment; 2], DeliverError> {
        let mut unseen_since = Some(self.pace.now());
        let mut polls = Growing::to(LONGEST_POLL);
        let mut under_way = self.began;
        loop {
            let asked = self.pace.now();
            match self.scm.deployment(id).await {
                Ok(Some(deployment)) => {
                    unseen_since = None;
                    match deployment.status {
                        DeploymentStatus::UnderWay => {
                            under_way = asked;
                            self.show(&deployment);
                            log.show(id).await;
                        }
                        DeploymentStatus::Success => {
                            let ago = deployment.ended_ago.unwrap_or_default();
                            let latest = self.pace.now().before(ago);
                            let told = deployment.ended_ago.map(|ago| asked.before(ago + WHOLE_SECOND));
                            let earliest = told.map_or(under_way, |told| told.max(under_way));
                            return Ok([earliest.min(latest), latest]);
                        }
                        bad => {
                            return Err(DeliverError::Failed {
                                id: id.to_string(),
                                ended: bad.words(),
                                log: Vec::new(),
                            });
                        }
                    }
                }
                Ok(None) => {
                    let since = *unseen_since.get_or_insert(self.pace.now());
                    if self.pace.now() - since > APPEARS_WITHIN {
                        return Err(DeliverError::Displaced { id: id.to_string() });
                    }
                }
                // The SCM site restarts now and then during a deployment (facts: settings-restart).
                Err(error) if error.is_transient() => tracing::debug!("{error}"),
                Err(error) => return Err(error.into()),
            }
            if self.pace.now() + LONGEST_POLL > self.end {
                return Err(DeliverError::Unfinished {
                    id: id.to_string(),
                    waited: (self.pace.now() - self.began).as_secs(),
                });
            }
            self.pace.sleep(polls.wait()).await;
        }
    }

    fn show(&self, deployment: &Deployment) {
        let seconds = (self.pace.now() - self.began).as_secs();
        let doing = if deployment.progress.is_empty() { "deploying" } else { &deployment.progress };
        tracing::info!(target: PROGRESS, "{doing} ({seconds} s)");
    }

    async fn wait(&self, duration: Duration) -> Result<(), DeliverError> {
        if self.pace.now() + duration > self.end {
            return Err(DeliverError::Busy { waited: (self.pace.now() - self.began).as_secs() });
        }
        self.pace.sleep(duration).await;
        Ok(())
    }
}

fn is_in_progress(deployment: &Deployment) -> bool {
    deployment.status == DeploymentStatus::UnderWay && !deployment.complete
}

/// Front ends learn of rights and sites at different times, and a throttled request goes to the next one.
fn may_pass(error: &AzureError) -> bool {
    use Refusal::{Forbidden, NotFound, Throttled, Unauthenticated};
    matches!(error.refusal(), Some(Throttled | Forbidden { .. } | NotFound | Unauthenticated { .. }))
}

fn is_conflict(error: &AzureError, words: &str) -> bool {
    match error {
        AzureError::Refused { refusal, answer, .. } => {
            answer.status == Some(409) && *refusal != Refusal::Locked && answer.message.contains(words)
        }
        _ => false,
    }
}

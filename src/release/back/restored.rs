use std::time::Duration;

use crate::probe::run_all;
use crate::record::{Code, HostHealth, Outcome, ProbePhase, ProbeResult, Problem};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;
use crate::release::stage::critical_failure;

/// The former release has this long to answer again; its own restart after the swap is within.
const LIMIT: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_secs(10);
/// What to do where the former release is unhealthy as well.
pub(super) const NOT_THE_CODE: &str = "the cause is likely not the code: check settings, data and dependencies of the app; slot-deploy does \
    not swap again";

/// The health of production with its former content.
pub enum Restored {
    /// It answers; the evidence.
    Well(String),
    /// It does not; the fault.
    NotWell(String),
}

impl RunOnSides {
    /// Checks production until it is healthy, or the time limit is over: its Functions host, and the probes that the former
    /// release can pass.
    pub async fn look_at_restored(&self) -> Restored {
        let asker = match self.asker(&self.sides.production) {
            Ok(asker) => asker,
            Err(stop) => return Restored::NotWell(stop.problem.sentence),
        };
        let end = self.setup.pace.now() + self.setup.time_left().map_or(LIMIT, |left| left.min(LIMIT));
        loop {
            let results = run_all(&asker, &self.setup.options.probes.checks, ProbePhase::Rollback).await;
            let health = self.sides.production.host.health().await;
            let has_answered = results.iter().any(|result| result.is_critical());
            let is_over = self.setup.pace.now() + POLL > end;
            let wrong = critical_failure(&results).map(|(_, problem)| problem.sentence).or(match &health {
                HostHealth::Running => None,
                // The host could not be reached until the end; the probes show that it answers.
                HostHealth::Unknown(_) if has_answered => None,
                HostHealth::Starting(_) if has_answered && is_over => None,
                HostHealth::Broken(what)
                | HostHealth::AsBefore(what)
                | HostHealth::Starting(what)
                | HostHealth::Unknown(what) => Some(format!("the Functions host of production is {what}")),
            });
            let wrong = match wrong {
                None => Box::pin(self.host_differs_after_rollback()).await,
                wrong => wrong,
            };
            if wrong.is_none() || is_over {
                let answers = answers(&results);
                self.recorder.note(|record| record.probes.extend(results));
                return match wrong {
                    None => Restored::Well(format!("{answers}, host {}", shown(&health))),
                    Some(wrong) => Restored::NotWell(wrong),
                };
            }
            self.setup.pace.sleep(POLL).await;
        }
    }
}

impl RunOnSides {
    /// Production serves its former content already, restored by `by`: nothing is changed, and production is asked whether it
    /// is healthy.
    pub async fn nothing_to_roll_back(&self, by: &str, outcome: Outcome) -> Result<Outcome, Stop> {
        let done = format!("nothing to do: production was rolled back already, by {by}");
        match self.look_at_restored().await {
            Restored::Well(how) => {
                self.recorder.end_phase(&format!("{done} ({how})"));
                self.recorder.note(|record| {
                    record.reason = done;
                    record.restored = Some(how);
                });
                Ok(outcome)
            }
            Restored::NotWell(what) => {
                let sentence = format!("production was rolled back already, by {by}, and is unhealthy: {what}");
                Err(Stop::new(
                    Outcome::NeedsPerson,
                    Problem::new(Code::ROLLBACK_UNHEALTHY, sentence).hint(NOT_THE_CODE),
                ))
            }
        }
    }
}

/// How the former release answers its probes.
fn answers(results: &[ProbeResult]) -> String {
    match (results.len(), results.iter().filter(|result| result.is_good()).count()) {
        (0, _) => "no probe is meant for it".to_owned(),
        (1, 1) => "its probe passed".to_owned(),
        (asked, passed) if asked == passed => format!("its {passed} probes passed"),
        (asked, passed) => format!("{passed} of its {asked} probes passed"),
    }
}

fn shown(health: &HostHealth) -> &str {
    match health {
        HostHealth::Running => "running",
        HostHealth::Starting(_) => "starting",
        HostHealth::Broken(_) | HostHealth::AsBefore(_) => "broken",
        HostHealth::Unknown(_) => "not asked",
    }
}

use std::time::Duration;

use crate::config::show_duration;
use crate::record::{Came, Change, Code, Outcome, Phase, Problem, ReadBack, Standing, Tried};
use crate::release::ground::{Stop, wait_until};
use crate::release::run::RunOnSides;
use crate::runner::PROGRESS;

/// Executions that take longer are not waited for.
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// A resumed host reports that within this time.
const RESUMES: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_secs(5);

impl RunOnSides {
    /// Drains production, since a swap cuts running executions (facts: swap-order): production takes no new events until it
    /// is swapped or resumed, and still answers requests. Without the end of all executions in time there is no swap.
    pub async fn drain(&self) -> Result<(), Stop> {
        self.recorder.begin_phase(Phase::Drain);
        self.recorder.intend(Change::Drain { target: self.setup.options.target_slot.to_string() }).await?;
        let drained = self.until_drained().await;
        let came = drained.as_ref().map(|_| ReadBack { reading: Standing::Drained });
        self.recorder.did(Came::Drain(Tried::of(&came, |stop| stop.problem.sentence.clone()))).await;
        let is_all = drained?;
        let how_far = if is_all { "nothing runs there" } else { "nothing runs on the instances that answered" };
        self.recorder
            .end_phase(&format!("production is drained: {how_far}, and it takes no new events until the swap"));
        Ok(())
    }

    /// Whether all instances are drained, and not only those that answered.
    async fn until_drained(&self) -> Result<bool, Stop> {
        let is_one = self.runs_on_one_instance().await;
        self.sides.production.host.drain().await?;
        let limit = LIMIT.min(self.setup.options.timeout);
        let end = self.setup.pace.now() + limit;
        loop {
            let what = match self.sides.production.host.drain_status().await {
                Ok(status) if status.is_complete() => return Ok(is_one),
                // Another process answers: a restart, or another instance, which has to be drained as well.
                Ok(status) if status.is_off() => {
                    self.sides.production.host.drain().await?;
                    "draining one more instance of production".to_owned()
                }
                Ok(status) => match status.outstanding {
                    Some(outstanding) => format!("{outstanding} executions are still running in production"),
                    None => "how many executions are still running in production is unknown".to_owned(),
                },
                Err(error) => error.to_string(),
            };
            if self.setup.pace.now() > end {
                let sentence = format!("production was not drained within {}: {what}", show_duration(limit));
                let problem = Problem::new(Code::DRAIN_UNFINISHED, sentence).hint(
                    "release when fewer executions run, or without `drain`: the swap then cuts executions, and queues \
                        deliver their messages again",
                );
                return Err(Stop::new(Outcome::Aborted, problem));
            }
            tracing::info!(target: PROGRESS, "draining: {what}");
            self.setup.pace.sleep(POLL).await;
        }
    }

    /// A request reaches one instance, and the answer does not say which: with more than one, or nobody knows how many, others
    /// may go on unnoticed, and a warning says so.
    async fn runs_on_one_instance(&self) -> bool {
        let how_many = match self.sides.production.instances().await {
            Ok(0 | 1) => return true,
            Ok(instances) => format!("production runs on {instances} instances"),
            Err(error) => format!("on how many instances production runs is unknown ({error})"),
        };
        self.recorder.warn(&format!(
            "{how_many}, and only those that answer are drained: the swap may cut executions on the others"
        ));
        false
    }

    /// Resumes production, and reads back that it takes events.
    pub async fn resume(&self) -> Result<(), Stop> {
        self.recorder.intend(Change::Resume { target: self.setup.options.target_slot.to_string() }).await?;
        // The status is read first, so that a process that never drained is not restarted.
        let takes_events = async || {
            let is_off = self.sides.production.host.drain_status().await?.is_off();
            if !is_off {
                self.sides.production.host.resume().await?;
            }
            Ok(is_off)
        };
        let still = || Problem::new(Code::STILL_DRAINING, "production does not take events again");
        let resumed = wait_until(self.setup.pace, RESUMES, takes_events, still).await;
        let resumed = resumed.map(|()| ReadBack { reading: Standing::AsBefore });
        self.recorder.did(Came::Resume(Tried::of(&resumed, |stop| stop.problem.sentence.clone()))).await;
        resumed?;
        self.recorder.say("production takes events again");
        Ok(())
    }
}

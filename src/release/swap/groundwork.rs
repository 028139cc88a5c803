//! The preparations for a swap, which are undone when no swap follows.

use super::fence::{Fenced, Passes};
use super::multi_phase::reset_command;
use crate::preflight::Survey;
use crate::record::{Code, Groundwork, Outcome, Problem, Ticket};
use crate::release::ground::Stop;
use crate::release::run::{RunOnApp, RunOnSides};

impl RunOnApp {
    /// Prepares the swap and drains production, where configured, and checks the fence again, since both take minutes. When
    /// it does not hold, or anything else fails, all preparations are undone.
    pub async fn lay_groundwork(&self, ticket: &Ticket, survey: &Survey, fenced: Fenced) -> Result<Fenced, Stop> {
        let Groundwork { prepares, drains } = self.setup.options.groundwork();
        if !prepares && !drains {
            return Ok(fenced);
        }
        let laid = async {
            let mut ticket = ticket.clone();
            if prepares {
                ticket = fenced.both.prepare_swap(&ticket, survey, &fenced.held).await?;
            }
            if drains {
                fenced.both.drain().await?;
            }
            let passes = if prepares { Passes::OurPreparedSwap } else { Passes::OurTicket };
            self.hold_fence(&ticket, passes, Some(&fenced.both.sides)).await
        };
        match laid.await {
            Ok(fenced) => Ok(fenced),
            Err(stop) => Err(fenced.both.clear_groundwork(stop).await),
        }
    }
}

impl RunOnSides {
    /// Undoes the preparations when no swap was made. When that cannot be proved, a person has to.
    pub async fn clear_groundwork(&self, mut stop: Stop) -> Stop {
        let reached = self.recorder.reached();
        // First the drain, which stops production's work.
        if reached.drained
            && let Err(failed) = self.resume().await
        {
            let command = self.sides.production.at().command("functionapp restart", &[]);
            stop = left_over(stop, Code::NOT_RESUMED, "production still takes no events", &failed.problem, command);
        }
        if reached.prepared
            && let Err(failed) = self.reset_swap(reached.settings.as_ref()).await
        {
            let command = reset_command(&self.sides);
            stop =
                left_over(stop, Code::PREVIEW_NOT_RESET, "the prepared swap was not reset", &failed.problem, command);
        }
        stop
    }
}

fn left_over(stop: Stop, code: Code, what: &str, why: &Problem, command: String) -> Stop {
    let sentence = format!("{}; in addition, {what}: {}", stop.problem.sentence, why.sentence);
    let former = stop.problem.hints.clone();
    let mut problem =
        Problem { code, sentence, hints: Vec::new(), ..stop.problem }.command("run this command", &command);
    problem.hints.extend(former);
    Stop::new(Outcome::NeedsPerson, problem)
}

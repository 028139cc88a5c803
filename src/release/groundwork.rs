//! What is done to either side before a swap is asked for, and taken back when none follows.

use super::app::{App, Sides};
use super::fence::{self, Fenced};
use super::{Setup, Stop, Story, drain, preview};
use crate::record::{Groundwork, Outcome, Problem, SettingsMark, Ticket};

/// Prepares the swap and drains production, where that is wanted, and holds the fence once more: both take minutes. When it
/// does not hold, or anything else goes wrong, all of it is taken back.
pub async fn lay(setup: &Setup, story: &Story, app: &App, ticket: &Ticket, fenced: Fenced) -> Result<Fenced, Stop> {
    let Groundwork { prepares, drains } = setup.options.groundwork();
    if !prepares && !drains {
        return Ok(fenced);
    }
    let laid = async {
        let mut ticket = ticket.clone();
        if prepares {
            ticket = preview::prepare(setup, story, &fenced, &ticket).await?;
        }
        if drains {
            drain::drain(setup, story, &fenced.sides).await?;
        }
        fence::hold_again(setup, story, app, &ticket, prepares).await
    };
    match laid.await {
        Ok(fenced) => Ok(fenced),
        Err(stop) => Err(clear(setup, story, &fenced.sides, ticket.settings.as_ref(), stop).await),
    }
}

/// No swap follows, or none was made: whatever was done for it is taken back. When that cannot be proved, a person has to.
pub async fn clear(setup: &Setup, story: &Story, sides: &Sides, before: Option<&SettingsMark>, mut stop: Stop) -> Stop {
    let reached = story.reached();
    // First what keeps production from its work.
    if reached.drained
        && let Err(failed) = drain::resume(setup, story, sides).await
    {
        let app = &sides.production.at().app;
        let command = format!("az functionapp restart --name {} --resource-group {}", app.name, app.group);
        stop = left_over(stop, "not-resumed", "production still takes no events", &failed.problem, command);
    }
    if reached.prepared
        && let Err(failed) = preview::reset(setup, story, sides, before).await
    {
        let command = preview::reset_command(sides);
        stop = left_over(stop, "preview-not-reset", "the prepared swap was not taken back", &failed.problem, command);
    }
    stop
}

fn left_over(stop: Stop, code: &str, what: &str, why: &Problem, command: String) -> Stop {
    let sentence = format!("{}; besides, {what}: {}", stop.problem.sentence, why.sentence);
    let problem = Problem { code: code.to_owned(), sentence, hints: Vec::new(), ..stop.problem };
    Stop::new(Outcome::NeedsPerson, problem.hint("this command does it:").hint(command))
}

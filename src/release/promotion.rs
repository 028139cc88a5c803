use super::app::{App, Sides};
use super::direction::Direction;
use super::exchange::{Exchanged, exchange};
use super::fence::{self, Fenced};
use super::github_report::{About, GitHubReport};
use super::rollback::{Promoted, already_there, roll_back};
use super::vacancy::{self, Claim};
use super::{
    Expected, Setup, Stop, Story, baseline, conclude, groundwork, plan, preflight, probes, sign_in, ticket, warm_up,
    watch,
};
use crate::azure::{AzureError, Refusal};
use crate::judge::SwapReading;
use crate::record::{ContentIdentity, IdentityEvidence, Outcome, Phase, Problem, Route, Ticket};

/// Swaps what was staged into production, if it is still just that, and watches production; back again when it goes bad.
pub async fn promote(setup: &Setup, story: &Story, app: &App, sides: &Sides, ticket: &Ticket) -> Result<Outcome, Stop> {
    let baseline = baseline::baseline(setup, story, sides).await;
    warm_up::foresee(story, sides).await;
    // As late as can be: nothing but the request itself comes between this look, or that of the groundwork, and the swap.
    let fenced = Box::pin(fence::hold(setup, story, app, ticket, true)).await?;
    let settings = ticket.settings.as_ref();
    let Fenced { survey, sides, held } = Box::pin(groundwork::lay(setup, story, app, ticket, fenced)).await?;
    story.note(|record| record.next_command = Some(sides.swap_command()));
    say_the_way_back(story, &sides, &survey.production_identity);
    let exchanged = match Box::pin(exchange(setup, story, &sides, Direction::Forward, &held)).await {
        Ok(exchanged) => exchanged,
        // It could not even be announced.
        Err(stop) => return Err(groundwork::clear(setup, story, &sides, settings, stop).await),
    };
    let swapped = match exchanged {
        Exchanged::Done(swapped) => swapped,
        Exchanged::PutBack => {
            let why = Problem::new(
                "swap-put-back",
                "Azure reported the swap as done and swapped, and then both sides were as before",
            );
            return Err(already_there(setup, story, &sides, why).await);
        }
        Exchanged::NotMade(error) => {
            let stop = not_made(setup, story, &sides, error).await;
            return Err(groundwork::clear(setup, story, &sides, settings, stop).await);
        }
        Exchanged::Unclear(reading) => {
            let stop = reading.needs_person(&held);
            if reading.verdict != SwapReading::WrongContent {
                return Err(stop);
            }
            // Somebody deployed into the slot between the last look and the swap.
            let held = crate::judge::Sides { slot: reading.production.content.clone(), ..held };
            let promoted = Promoted::note(&sides, held, reading.stamp.clone(), &ticket::new_key()).await;
            return Err(Box::pin(roll_back(setup, story, &sides, &promoted, stop.problem)).await);
        }
    };
    let promoted = Promoted::note(&sides, held.clone(), swapped.stamp.clone(), &ticket::new_key()).await;
    let expected = Expected { content: held.slot, functions: ticket.functions.clone() };
    let window = setup.options.watch.min(setup.options.timeout);
    let verdict = match Box::pin(watch::watch(setup, story, &sides, &expected, &swapped, window, Some(&baseline))).await
    {
        Ok(verdict) => verdict,
        Err(stop) => return Err(stop.after_the_swap()),
    };
    match conclude::conclude(setup, story, verdict) {
        Ok(outcome) => Ok(outcome),
        Err(unhealthy) => Err(Box::pin(roll_back(setup, story, &sides, &promoted, unhealthy)).await),
    }
}

/// Production serves what it served; `error` is what Azure said of the swap.
async fn not_made(setup: &Setup, story: &Story, sides: &Sides, error: Option<AzureError>) -> Stop {
    story.note(|record| record.next_command = None);
    let Some(error) = error else {
        let sentence = "Azure reported the swap as done, but both sides hold what they held";
        let hint =
            "Azure takes a swap back by itself when an instance of the slot does not start; look at the slot's log";
        return Stop::new(Outcome::Aborted, Problem::new("swap-reverted", sentence).hint(hint));
    };
    let mut stop = Stop::aborted(&error);
    if error.refusal() == Some(&Refusal::NoWarmUp) {
        stop.problem.hints.extend(warm_up::explain(setup, sides).await);
    }
    stop
}

/// Before anything is swapped, people can read how it would be undone; the first release ever has nothing else to go by.
fn say_the_way_back(story: &Story, sides: &Sides, previous: &IdentityEvidence) {
    let line = match (&previous.content, previous.route) {
        (ContentIdentity::Unknown { reason }, _) => {
            format!("what production serves now could not be read ({reason}): nobody but a person will swap back, by")
        }
        (ContentIdentity::Foreign(_), _) => {
            "production serves content that slot-deploy did not release; it goes back to just that, by".to_owned()
        }
        (content, Route::Host | Route::Scm | Route::None) => format!("production goes back to {content} by"),
    };
    story.say(&format!("{line}: {}", sides.swap_command()));
}

/// Promotes what another job staged: the fence first, then the critical probes once more, and only then the rest.
pub async fn redeem(setup: &Setup, story: &Story, ticket: &Ticket, github: &mut GitHubReport) -> Result<Outcome, Stop> {
    story.note(|record| {
        record.staged_by = Some(ticket.release.clone());
        record.digest = Some(ticket.digest.clone());
        record.commit = ticket.commit.clone();
        record.functions.after = Some(ticket.functions.clone());
    });
    let app = sign_in::find_app(setup, story).await?;
    let fenced = loop {
        let fenced = fence::hold(setup, story, &app, ticket, setup.options.takes_foreign_ticket).await?;
        story.begin(Phase::Preflight);
        let about = About::of(&app, &ticket.digest, &fenced.survey);
        if vacancy::look(setup, story, &about, &fenced.survey).await? == Claim::Ours {
            preflight::judge(story, &fenced.survey)?;
            if setup.options.dry_run {
                let plan = plan::of_promotion(setup, &fenced.sides, &fenced.held.production);
                return Ok(plan::stop_here(story, plan));
            }
            if vacancy::claim(setup, story, &about, &fenced.survey, github).await? == Claim::Ours {
                break fenced;
            }
        }
    };
    probes::probe_slot(setup, story, &fenced.sides, &setup.options.probes.critical()).await?;
    Box::pin(promote(setup, story, &app, &fenced.sides, ticket)).await
}

use std::time::Duration;

use super::app::Sides;
use super::read_back::{Trust, read_back};
use super::sign_in::find_app;
use super::{Leftover, Setup, Stop, Story};
use crate::judge::{Comparison, LeftBehind, Sides as Held, SwapReading, compare, left_behind};
use crate::record::{Outcome, Phase, Problem};

/// A post-step has five minutes after a cancel (github-contract §2.4), sign-in and report included.
const LIMIT: Duration = Duration::from_secs(210);

/// Finds out what became of a release that ended without a last word. It changes nothing.
pub async fn look(setup: &Setup, story: &Story, left: &Leftover) -> Result<Outcome, Stop> {
    let what = left_behind(left.reached);
    story.say(&format!("the release {} ended without a last word", left.record.id));
    match (what, &left.held) {
        (LeftBehind::ProductionUntouched, _) => Err(never_asked(left)),
        (LeftBehind::SwapUnknown, Some(held)) => swap_unknown(setup, story, held).await,
        (LeftBehind::Unwatched, Some(held)) => unwatched(setup, story, held).await,
        (_, None) => Err(Stop::needs_person(
            "journal-incomplete",
            "the journal announces a swap, but not what both sides held before it",
        )),
    }
}

/// Each request for a swap is announced in the journal, on disk, before it is sent.
fn never_asked(left: &Leftover) -> Stop {
    let phase = left.record.phases.iter().rev().find(|entry| entry.name != Phase::Reconcile);
    let phase = phase.map(|entry| format!(" in the phase \"{}\"", entry.name)).unwrap_or_default();
    let sentence = format!("the run was cut short{phase}: no swap had been asked for");
    let problem = Problem::new("cut-short", sentence)
        .hint("the slot may hold a part of this release; the next release replaces it");
    Stop::new(Outcome::Aborted, problem)
}

async fn swap_unknown(setup: &Setup, story: &Story, held: &Held) -> Result<Outcome, Stop> {
    let sides = sides(setup, story).await?;
    story.begin(Phase::Reconcile);
    let reading = read_back(setup.pace, &sides, held, Trust::NoWord, LIMIT).await;
    reading.tell(story);
    match &reading.verdict {
        SwapReading::Swapped => {
            story.finish(&reading.shown());
            Err(promoted(&sides, "the swap was made while or after the run was cut short"))
        }
        SwapReading::NotSwapped => {
            story.note(|record| record.next_command = None);
            let sentence = "the run was cut short around the swap, and both sides hold what they held before";
            Err(Stop::new(Outcome::Aborted, Problem::new("cut-short", sentence)))
        }
        _ => Err(reading.needs_person(held).with_command(sides.swap_command())),
    }
}

async fn unwatched(setup: &Setup, story: &Story, held: &Held) -> Result<Outcome, Stop> {
    let sides = sides(setup, story).await?;
    story.begin(Phase::Reconcile);
    let production = sides.production.identity().await;
    let runs = compare(&production.content, &held.slot);
    story.note(|record| {
        record.identity.route = production.route;
        record.identity.production = Some(production.clone());
    });
    match runs {
        Comparison::Same => {
            story.finish(&format!("production runs {}", production.content));
            Err(promoted(&sides, "the swap was read back, and then the run was cut short"))
        }
        _ => {
            let sentence = format!("production was swapped to {}, but runs {} now", held.slot, production.content);
            Err(Stop::needs_person("production-changed", sentence).with_command(sides.swap_command()))
        }
    }
}

/// No failure, and still something for a person: nobody looked at production long enough.
fn promoted(sides: &Sides, why: &str) -> Stop {
    let sentence = format!("{why}; production runs the release, but nobody watched it to the end");
    let problem = Problem::new("unwatched", sentence).hint("look at production yourself: no watch goes on");
    Stop::new(Outcome::PromotedUnverified, problem).with_command(sides.swap_command())
}

/// Without the app at hand nothing can be read, and so nothing said.
async fn sides(setup: &Setup, story: &Story) -> Result<Sides, Stop> {
    let sides = async { Ok(find_app(setup, story).await?.read_sides().await?) };
    sides.await.map_err(|stop: Stop| {
        let mut problem = stop.problem;
        problem.sentence = format!("what became of the swap could not be read: {}", problem.sentence);
        problem.hints.push("look at both sides in the portal before anything else is deployed or swapped".to_owned());
        let stop = Stop::new(Outcome::NeedsPerson, problem);
        match story.snapshot().next_command {
            Some(command) => stop.with_command(command),
            None => stop,
        }
    })
}

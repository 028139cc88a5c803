//! A run whose machine is gone left no journal within reach. What it was about to do stands in the memory, or in the ticket
//! it was given; and where there is neither, Azure alone says whether there is anything to finish.

use std::path::PathBuf;
use std::time::Duration;

use super::app::{App, Sides};
use super::github_report::{GitHubReport, remember};
use super::reconcile::go_on;
use super::sign_in::find_app;
use super::take_back::{Seen, no_way_back};
use super::vacancy::parse_stamp;
use super::{Leftover, Setup, Stop, Story, preview};
use crate::judge::{Reached, Sides as Held, find_former, has_last_word};
use crate::record::{ContentIdentity, Groundwork, Outcome, Phase, Problem, Remembered, Ticket};

/// A swap on Linux has been seen to take 23 minutes (azure-wire §5.4).
const PATIENCE: Duration = Duration::from_secs(30 * 60);
const POLL: Duration = Duration::from_secs(10);

/// Finishes, or reports, what a lost run left behind.
pub async fn finish(
    setup: &Setup,
    story: &Story,
    ticket: Option<&Ticket>,
    github: &mut GitHubReport,
) -> Result<Outcome, Stop> {
    let app = find_app(setup, story).await?;
    let known = remember(setup, story, &app, None).await.unwrap_or_default();
    let (ended, open): (Vec<_>, Vec<_>) = known.into_iter().partition(|one| one.ended.is_some());
    if let Some(lost) = open.into_iter().find(|one| is_meant(setup, one)) {
        story.note(|record| {
            record.github_deployment = Some(lost.id);
            record.digest = Some(lost.memo.digest.clone());
        });
        *github = GitHubReport::resume(setup, story);
        story.say(&format!("the release {} has no last word", lost.memo.release));
        let held = Held {
            production: lost.memo.production,
            slot: ContentIdentity::Ours { digest: lost.memo.digest },
            swap_stamp: lost.memo.swap_stamp,
        };
        let left = may_have_swapped(story, held, lost.memo.groundwork);
        return go_on(setup, story, &left, &app.read_sides().await?).await;
    }
    if let Some(ticket) = ticket {
        story.note(|record| {
            record.digest = Some(ticket.digest.clone());
            record.commit = ticket.commit.clone();
            record.functions.after = Some(ticket.functions.clone());
        });
        let held = Held {
            production: ticket.production.clone(),
            slot: ticket.slot.clone(),
            swap_stamp: ticket.swap_stamp.clone(),
        };
        // A reconciling job has the inputs of the job that promoted.
        let left = may_have_swapped(story, held, setup.options.groundwork());
        return go_on(setup, story, &left, &app.read_sides().await?).await;
    }
    by_azure_alone(setup, story, &app, &ended).await
}

/// A job finishes what its own run began; a person at a terminal what nobody else has finished.
fn is_meant(setup: &Setup, one: &Remembered) -> bool {
    setup.run.run_id.is_none() || one.memo.run == setup.run.run_id
}

async fn by_azure_alone(setup: &Setup, story: &Story, app: &App, ended: &[Remembered]) -> Result<Outcome, Stop> {
    story.begin(Phase::Reconcile);
    let sides = app.read_sides().await?;
    wait_for_operations(setup, &sides).await?;
    let (target, on_slot) = sides.sites().await?;
    if target.swap.prepared_with.is_some() || on_slot.swap.prepared_with.is_some() {
        return somebody_prepared(setup, story, &sides).await;
    }
    let seen = Seen::read(setup, story, app, &sides).await?;
    let told = seen.stamp.as_deref().and_then(parse_stamp).is_some_and(|swap| has_last_word(ended, swap));
    let young = seen.swapped_ago.filter(|ago| *ago < setup.options.watch && !told);
    let Some(ago) = young else {
        let line = "nothing remembers a release without a last word, and no swap is younger than its watch";
        story.note(|record| record.reason = line.to_owned());
        story.finish(line);
        return Ok(Outcome::Checked);
    };
    story.say(&format!("slots were swapped {} s ago, and nothing says that the watch over it ended", ago.as_secs()));
    let former = find_former(&seen.facts()).map_err(|why| no_way_back(&why))?;
    let held = Held { production: former, slot: seen.production.content.clone(), swap_stamp: None };
    story.finish(&format!("production runs {}", seen.production.content));
    let mut left = may_have_swapped(story, held, Groundwork::default());
    left.reached.swap_read_back = true;
    left.stamp = seen.stamp;
    // Which of the two was the release, and which came before it, is written down nowhere: nobody but a person swaps.
    let setup = &Setup { takes_back: false, ..setup.clone() };
    go_on(setup, story, &left, &sides).await
}

/// A reconciling job that prepares its swaps itself takes this one for its own.
async fn somebody_prepared(setup: &Setup, story: &Story, sides: &Sides) -> Result<Outcome, Stop> {
    let groundwork = setup.options.groundwork();
    if !groundwork.prepares {
        let says = "a swap with preview is prepared, and nothing says by whom; until it is completed or reset nothing can be \
                    released";
        let problem = Problem::new("swap-prepared", says).hint("this resets it:").hint(preview::reset_command(sides));
        return Err(Stop::new(Outcome::NeedsPerson, problem));
    }
    let reached = Reached { prepared: true, drained: groundwork.drains, ..Reached::default() };
    let left = Leftover { reached, ..Leftover::of(PathBuf::new(), story.snapshot()) };
    go_on(setup, story, &left, sides).await
}

/// A swap that the lost run asked for may go on without it.
async fn wait_for_operations(setup: &Setup, sides: &Sides) -> Result<(), Stop> {
    let end = setup.pace.now() + PATIENCE;
    loop {
        let (production, slot) = sides.sites().await?;
        let Some(operation) = production.swap.operation.or(slot.swap.operation) else { return Ok(()) };
        if setup.pace.now() > end {
            let says = format!("Azure names the operation {operation} in progress, and it does not end");
            return Err(Stop::needs_person("operation-endless", says));
        }
        setup.pace.sleep(POLL).await;
    }
}

/// What is left of a run that may have swapped, when both sides held this before, and may have done that for it.
fn may_have_swapped(story: &Story, held: Held, Groundwork { prepares, drains }: Groundwork) -> Leftover {
    let reached = Reached { swap_intended: true, prepared: prepares, drained: drains, ..Reached::default() };
    Leftover { reached, held: Some(held), ..Leftover::of(PathBuf::new(), story.snapshot()) }
}

//! A release as a sequence that reads like the process.
//!
//! `stage` brings a package into the slot, `promotion` takes it to production; [`run`] is both. Each step is a file. What is delicate is decided in
//! [`crate::judge`], what was seen and done is written to the [`Story`]: record, journal and log in
//! one.

mod app;
mod baseline;
mod blip;
mod conclude;
mod delivery;
mod direction;
mod drain;
mod ending;
mod exchange;
mod expected;
mod fence;
mod github_report;
mod groundwork;
mod journal;
mod leftover;
mod lock;
mod lost_run;
mod package;
mod patience;
mod plan;
mod preflight;
mod preview;
mod probes;
mod promotion;
mod proof;
mod read_back;
mod reconcile;
mod restored;
mod rollback;
mod setup;
mod sign_in;
mod stage;
mod stop;
mod story;
mod take_back;
mod ticket;
mod traffic;
mod unchanged;
mod vacancy;
mod warm_up;
mod watch;

pub use ending::finish;
pub use expected::Expected;
pub use journal::{Journal, JournalError};
pub use leftover::{Leftover, LeftoverError};
pub use lock::{Locked, ReleaseLock};
pub use setup::{BusyMode, DeploymentChoice, GitHubSetup, Options, Setup, SignInWay, Source, SwapMode};
pub use stop::{Stop, in_the_phase};
pub use story::Story;
pub use ticket::{TicketError, decode as read_ticket};

use std::time::Duration;

use crate::judge::left_behind;
use crate::record::{Outcome, ReleaseRecord, Ticket};
use github_report::GitHubReport;
use promotion::promote;
use stage::{Staging, hand_over, stage};

/// A file of this name in the folder of a release asks it to end.
pub const STOP_FILE: &str = "stop";

/// After a cancel the runner waits ten seconds in all (github-contract §2.4); GitHub's answer is not worth more of them.
const GITHUB_AFTER_CANCEL: Duration = Duration::from_secs(3);

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The record.
    pub record: ReleaseRecord,
    /// Whether that is the last word, or something is left to be found out.
    pub is_final: bool,
}

/// Releases: from the package to a production that was watched. Always comes back with a record
/// that says how it ended.
pub async fn run(setup: &Setup, source: &Source, story: &Story) -> Ended {
    conduct(setup, story, GitHubReport::default(), async |github| {
        match Box::pin(stage(setup, source, story, github)).await? {
            Staging::Ended(outcome) => Ok(outcome),
            Staging::Staged(staged) if setup.options.swap == SwapMode::None => Ok(hand_over(story, &staged.ticket)),
            Staging::Staged(staged) => {
                Box::pin(promote(setup, story, &staged.app, &staged.sides, &staged.ticket)).await
            }
        }
    })
    .await
}

/// Takes a ticket to production: what was staged in another job, if it is still just that.
pub async fn promote_ticket(setup: &Setup, ticket: &Ticket, story: &Story) -> Ended {
    conduct(setup, story, GitHubReport::default(), async |github| promotion::redeem(setup, story, ticket, github).await)
        .await
}

/// Gives production back what it served before, on request.
pub async fn rollback(setup: &Setup, story: &Story) -> Ended {
    conduct(setup, story, GitHubReport::default(), async |github| take_back::take_back(setup, story, github).await)
        .await
}

/// Finds out, and reports, what became of a release that ended without a last word.
pub async fn reconcile(setup: &Setup, story: &Story, left: &Leftover) -> Ended {
    story.reach(|reached| *reached = left.reached);
    let github = GitHubReport::resume(setup, story);
    conduct(setup, story, github, async |_| reconcile::look(setup, story, left).await).await
}

/// Tells GitHub once more how a release ended whose run was killed between its last word and the telling; a second status
/// does no harm, and none would keep others out.
pub async fn tell_again(setup: &Setup, story: &Story) {
    let record = story.snapshot();
    GitHubReport::resume(setup, story).close(setup, story, &record, true).await;
}

/// Finishes, or reports, what a run left behind whose machine is gone, and its journal with it.
pub async fn reconcile_lost(setup: &Setup, ticket: Option<&Ticket>, story: &Story) -> Ended {
    conduct(setup, story, GitHubReport::default(), async |github| lost_run::finish(setup, story, ticket, github).await)
        .await
}

/// Goes through a sequence until it has ended, or somebody asks for the end.
async fn conduct(
    setup: &Setup,
    story: &Story,
    mut github: GitHubReport,
    sequence: impl AsyncFnOnce(&mut GitHubReport) -> Result<Outcome, Stop>,
) -> Ended {
    let ended = tokio::select! {
        biased;
        () = setup.cancel.requested() => None,
        // On the heap: the whole of a release in one future is more than a thread's stack should carry.
        result = Box::pin(sequence(&mut github)) => Some(result),
        () = time_is_up(setup) => Some(Err(Stop::time_is_up(left_behind(story.reached()), &story.snapshot()))),
    };
    close(setup, story, ended, github).await
}

/// Whoever is ended from outside has to have said his last word before.
async fn time_is_up(setup: &Setup) {
    match setup.time_left() {
        Some(left) => setup.pace.sleep(left).await,
        None => std::future::pending().await,
    }
}

/// Writes down the end; `None`: somebody asked for it before there was one.
async fn close(setup: &Setup, story: &Story, ended: Option<Result<Outcome, Stop>>, github: GitHubReport) -> Ended {
    let left = left_behind(story.reached());
    let is_final = ended.is_some() || left.is_final();
    let cancelled = ended.is_none();
    let result = ended.unwrap_or_else(|| Err(Stop::cancelled(left, story.phase())));
    let record = finish(story, result, setup.options.strict, is_final);
    let told = github.close(setup, story, &record, is_final);
    match cancelled {
        false => told.await,
        // Real seconds: this deadline is the runner's and not one that a rehearsal could choose.
        true => drop(tokio::time::timeout(GITHUB_AFTER_CANCEL, told).await),
    }
    Ended { record: story.snapshot(), is_final }
}

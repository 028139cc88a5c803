//! A release as a sequence that reads like the process.
//!
//! [`run`] is the whole of it; each step is a file. What is delicate is decided in
//! [`crate::judge`], what was seen and done is written to the [`Story`]: record, journal and log in
//! one.

mod app;
mod conclude;
mod delivery;
mod ending;
mod expected;
mod github_report;
mod journal;
mod leftover;
mod lock;
mod package;
mod preflight;
mod probes;
mod proof;
mod read_back;
mod reconcile;
mod setup;
mod sign_in;
mod stop;
mod story;
mod swap;
mod unchanged;
mod watch;

pub use ending::finish;
pub use expected::Expected;
pub use journal::{Journal, JournalError};
pub use leftover::{Leftover, LeftoverError};
pub use lock::{Locked, ReleaseLock};
pub use setup::{DeploymentChoice, GitHubSetup, Setup, SignInWay, SwapMode};
pub use stop::Stop;
pub use story::Story;

use std::time::Duration;

use crate::judge::left_behind;
use crate::record::{Outcome, ReleaseRecord};
use github_report::GitHubReport;

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
pub async fn run(setup: &Setup, story: &Story) -> Ended {
    let mut github = GitHubReport::default();
    let ended = tokio::select! {
        biased;
        () = setup.cancel.requested() => None,
        result = sequence(setup, story, &mut github) => Some(result),
    };
    close(setup, story, ended, github).await
}

/// Finds out, and reports, what became of a release that ended without a last word.
pub async fn reconcile(setup: &Setup, story: &Story, left: &Leftover) -> Ended {
    story.reach(|reached| *reached = left.reached);
    let github = GitHubReport::resume(setup, story);
    let ended = tokio::select! {
        biased;
        () = setup.cancel.requested() => None,
        result = reconcile::look(setup, story, left) => Some(result),
    };
    close(setup, story, ended, github).await
}

/// Writes down the end; `None`: somebody asked for it before there was one.
async fn close(setup: &Setup, story: &Story, ended: Option<Result<Outcome, Stop>>, github: GitHubReport) -> Ended {
    let left = left_behind(story.reached());
    let is_final = ended.is_some() || left.is_final();
    let cancelled = ended.is_none();
    let result = ended.unwrap_or_else(|| Err(Stop::cancelled(left, story.phase())));
    let record = finish(story, result, setup.strict, is_final);
    let told = github.close(setup, story, &record);
    match cancelled {
        false => told.await,
        // Real seconds: this deadline is the runner's and not one that a rehearsal could choose.
        true => drop(tokio::time::timeout(GITHUB_AFTER_CANCEL, told).await),
    }
    Ended { record: story.snapshot(), is_final }
}

async fn sequence(setup: &Setup, story: &Story, github: &mut GitHubReport) -> Result<Outcome, Stop> {
    let package = package::make(setup, story).await?;
    let app = sign_in::find_app(setup, story).await?;
    let survey = preflight::look(setup, story, &app).await?;
    let sides = app.sides(&survey)?;
    github.open(setup, story, &app).await;
    if unchanged::is_unchanged(&survey, &package) {
        return unchanged::confirm(setup, story, &sides).await;
    }
    let staging = async {
        let delivered = delivery::deliver(setup, story, &sides, &package).await?;
        let proof = proof::prove(setup, story, &sides, &survey, &package, &delivered).await?;
        probes::probe_slot(setup, story, &sides).await?;
        Ok::<_, Stop>(proof)
    };
    let proof = match setup.pace.within(setup.timeout, staging).await {
        Some(result) => result?,
        None => return Err(Stop::out_of_time(setup.timeout)),
    };
    if setup.swap == SwapMode::None {
        return Ok(Outcome::Staged);
    }
    let swapped = swap::swap(setup, story, &sides, &survey, &proof).await?;
    let expected = Expected { content: proof.slot.content, functions: proof.functions };
    let window = setup.watch.min(setup.timeout);
    let verdict =
        watch::watch(setup, story, &sides, &expected, &swapped, window).await.map_err(Stop::after_the_swap)?;
    conclude::conclude(setup, story, &sides, verdict)
}

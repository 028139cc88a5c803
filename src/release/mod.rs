//! A release as a sequence that reads like the process.
//!
//! [`run`] is the whole of it; each step is a file. What is delicate is decided in
//! [`crate::judge`], what was seen and done is written to the [`Story`]: record, journal and log in
//! one.

mod app;
mod delivery;
mod ending;
mod github_report;
mod journal;
mod package;
mod preflight;
mod probes;
mod proof;
mod setup;
mod sign_in;
mod stop;
mod story;
mod swap;
mod unchanged;
mod watch;

pub use ending::finish;
pub use journal::{Journal, JournalError};
pub use setup::{DeploymentChoice, GitHubSetup, Setup, SignInWay, SwapMode};
pub use stop::Stop;
pub use story::Story;

use crate::record::{Outcome, ReleaseRecord};
use github_report::GitHubReport;

/// Releases: from the package to a production that was watched. Always comes back with a record
/// that says how it ended.
pub async fn run(setup: &Setup, story: &Story) -> ReleaseRecord {
    let mut github = GitHubReport::default();
    let result = sequence(setup, story, &mut github).await;
    let record = finish(story, result, setup.strict);
    github.close(setup, story, &record).await;
    story.snapshot()
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
    watch::watch(setup, story, &sides, &proof, &swapped).await
}

use std::time::Duration;

use super::app::{App, Sides};
use super::github_report::{About, GitHubReport, remember};
use super::rollback::{Promoted, roll_back};
use super::sign_in::find_app;
use super::vacancy::parse_stamp;
use super::{Setup, Stop, Story, plan, ticket};
use crate::azure::Deployment;
use crate::judge::{FormerFacts, Sides as Held, find_former};
use crate::record::{ContentIdentity, Digest, IdentityEvidence, Outcome, Phase, Problem};

/// Time for reading the slot's history.
const HISTORY: Duration = Duration::from_secs(60);

/// Gives production back what it served before the last swap, because somebody asks for it: by the last record, or where
/// there is none, by what Azure alone says.
pub async fn take_back(setup: &Setup, story: &Story, github: &mut GitHubReport) -> Result<Outcome, Stop> {
    let app = find_app(setup, story).await?;
    story.begin(Phase::Preflight);
    let sides = app.read_sides().await?;
    let seen = Seen::read(setup, story, &app, &sides).await?;
    let former = find_former(&seen.facts()).map_err(|why| no_way_back(&why))?;
    story.finish(&format!("production runs {}, and goes back to {former}", seen.production.content));
    if setup.options.dry_run {
        let line = format!("swap back to {former}, read it back, and probe production: {}", sides.swap_command());
        return Ok(plan::stop_here(story, vec![line]));
    }
    let digest = seen.production.content.digest().cloned().unwrap_or_else(|| Digest::of(b""));
    let about =
        About { app: &app, digest: &digest, production: &seen.production.content, swap_stamp: seen.stamp.as_deref() };
    github.open(setup, story, &about).await;
    let before = Held { production: former, slot: seen.production.content.clone(), swap_stamp: None };
    let promoted = Promoted::note(&sides, before, seen.stamp.clone(), &ticket::new_key()).await;
    let asked = Problem::new("rollback-requested", "somebody asked for what production served before");
    let stop = roll_back(setup, story, &sides, &promoted, asked).await;
    // Nothing was asked of Azure, so nobody has to look at anything.
    let untouched = stop.outcome == Outcome::NeedsPerson && !story.reached().back_intended;
    Err(if untouched { Stop { outcome: Outcome::Aborted, ..stop } } else { stop })
}

/// Nothing was touched, and a swap would not help.
pub fn no_way_back(why: &str) -> Stop {
    let problem = Problem::new("nothing-to-go-back-to", format!("there is no way back by a swap: {why}"))
        .hint("release the former commit again: its content gets to production the usual way");
    Stop::new(Outcome::Aborted, problem)
}

/// Production's past, as far as memory and Azure tell.
pub struct Seen {
    /// What production runs.
    pub production: IdentityEvidence,
    slot: IdentityEvidence,
    /// When Azure last completed a swap.
    pub stamp: Option<String>,
    recorded: Option<ContentIdentity>,
    /// The same as an age.
    pub swapped_ago: Option<Duration>,
    history: Option<Vec<Deployment>>,
}

impl Seen {
    /// Reads it.
    pub async fn read(setup: &Setup, story: &Story, app: &App, sides: &Sides) -> Result<Self, Stop> {
        let (production, slot) = (sides.production.identity().await, sides.slot.identity().await);
        story.note(|record| {
            record.identity.previous = Some(production.clone());
            record.digest = production.content.digest().cloned();
        });
        let known = remember(setup, story, app, production.content.digest()).await.unwrap_or_default();
        // The newest release that brought just this content to production.
        let mut of_it = known.iter().filter(|one| Some(&one.memo.digest) == production.content.digest());
        let stamp = sides.production.site().await?.swap.stamp;
        let swapped = stamp.as_deref().and_then(parse_stamp);
        Ok(Self {
            recorded: of_it.next().map(|one| one.memo.production.clone()),
            history: sides.slot.scm.deployments(HISTORY).await.ok(),
            swapped_ago: swapped.map(|at| Duration::try_from(setup.pace.wall() - at).unwrap_or_default()),
            stamp,
            production,
            slot,
        })
    }

    /// What is to be judged.
    pub fn facts(&self) -> FormerFacts<'_> {
        let history = self.history.as_deref().unwrap_or_default();
        FormerFacts {
            production: &self.production.content,
            slot: &self.slot.content,
            recorded: self.recorded.as_ref(),
            swapped_ago: self.swapped_ago,
            deployed_ago: history.iter().filter_map(|deployment| deployment.ended_ago).min(),
            is_deploying: history.iter().any(|deployment| !deployment.complete),
        }
    }
}

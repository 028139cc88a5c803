use std::time::Duration;

use super::app::{App, Sides};
use super::ticket::sites;
use super::{Setup, Stop, Story, preflight};
use crate::azure::{AzureError, read_settings_mark};
use crate::judge::{Fence, FenceFacts, Sides as Held, judge_fence};
use crate::preflight::Survey;
use crate::record::{IdentityEvidence, Outcome, Phase, Problem, SettingsMark, Ticket};

/// What cannot be read is asked again this often before nobody is let through.
const TRIES: u32 = 4;
const WAIT: Duration = Duration::from_secs(10);

/// What was seen when the fence held.
pub struct Fenced {
    /// Everything else that was read.
    pub survey: Survey,
    /// The two sides.
    pub sides: Sides,
    /// What they hold.
    pub held: Held,
}

/// Holds the ticket against what Azure says now. Nothing has been touched when it does not hold.
pub async fn hold(
    setup: &Setup,
    story: &Story,
    app: &App,
    ticket: &Ticket,
    takes_foreign: bool,
) -> Result<Fenced, Stop> {
    hold_as(setup, story, app, ticket, takes_foreign, false).await
}

/// The same once more after something was done for the swap; `prepared`: a swap with preview is prepared, and it is ours.
pub async fn hold_again(
    setup: &Setup,
    story: &Story,
    app: &App,
    ticket: &Ticket,
    prepared: bool,
) -> Result<Fenced, Stop> {
    hold_as(setup, story, app, ticket, true, prepared).await
}

async fn hold_as(
    setup: &Setup,
    story: &Story,
    app: &App,
    ticket: &Ticket,
    takes_foreign: bool,
    prepared: bool,
) -> Result<Fenced, Stop> {
    story.begin(Phase::Fence);
    let mut tries = 1;
    loop {
        let seen = look(setup, app, ticket).await;
        let verdict = match &seen {
            Ok(seen) => judge_fence(&seen.facts(setup, app, ticket, takes_foreign, prepared)),
            Err(error) if error.is_transient() => Fence::Unreadable(error.to_string()),
            Err(error) => return Err(Stop::aborted(error)),
        };
        match (verdict, seen) {
            (Fence::Holds, Ok(seen)) => {
                story.finish("what is there is what was staged");
                return Ok(seen.fenced());
            }
            (Fence::Stale(all), _) => {
                let sentence = all.iter().map(|mismatch| mismatch.says.as_str()).collect::<Vec<_>>().join("; ");
                let problem = Problem::new(all[0].code, sentence)
                    .hint("stage the release again, and have just that approved: nothing was touched");
                return Err(Stop::new(Outcome::Stale, problem));
            }
            (Fence::Unreadable(why), _) if tries >= TRIES => {
                let problem = Problem::new("fence-unreadable", why)
                    .hint("run the job again when Azure can be read; nothing was touched");
                return Err(Stop::new(Outcome::Aborted, problem));
            }
            _ => {
                tries += 1;
                setup.pace.sleep(WAIT).await;
            }
        }
    }
}

struct Seen {
    survey: Survey,
    sides: Sides,
    slot: IdentityEvidence,
    settings: Option<SettingsMark>,
}

async fn look(setup: &Setup, app: &App, ticket: &Ticket) -> Result<Seen, AzureError> {
    let sides = app.read_sides().await?;
    let slot = sides.slot.identity().await;
    let settings = match &ticket.settings {
        Some(mark) => read_settings_mark(&sides.production, &sides.slot, &mark.key).await.ok(),
        None => None,
    };
    // Read last: the resources say whether anything was swapped or begun meanwhile.
    let survey = preflight::read(setup, app).await?;
    Ok(Seen { survey, sides, slot, settings })
}

impl Seen {
    fn facts<'a>(
        &'a self,
        setup: &'a Setup,
        app: &'a App,
        ticket: &'a Ticket,
        takes_foreign: bool,
        prepared: bool,
    ) -> FenceFacts<'a> {
        let (target, slot) = (&self.survey.production, self.survey.on_slot.as_ref());
        let auto_swap = slot.and_then(|slot| slot.config.as_ref().ok()?.auto_swap_slot.as_deref());
        let swaps = [Some(&target.swap), slot.map(|slot| &slot.site.swap)];
        let mut swaps = swaps.into_iter().flatten();
        FenceFacts {
            ticket,
            now: setup.pace.wall(),
            sites: sites(app),
            repository: setup.run.repository.as_deref(),
            run: setup.run.run_id.as_deref(),
            takes_foreign,
            slot: &self.slot.content,
            production: &self.survey.production_identity.content,
            swap_stamp: target.swap.stamp.as_deref(),
            settings: self.settings.as_ref(),
            operation: swaps.find_map(|swap| swap.operation.as_deref()),
            target_prepared_with: target.swap.prepared_with.as_deref(),
            slot_prepared_with: slot.and_then(|slot| slot.site.swap.prepared_with.as_deref()),
            prepared_by_us: prepared.then(|| (app.slot.slot_name(), app.target.slot_name())),
            auto_swap,
        }
    }

    fn fenced(self) -> Fenced {
        let held = Held {
            production: self.survey.production_identity.content.clone(),
            slot: self.slot.content,
            swap_stamp: self.survey.production.swap.stamp.clone(),
        };
        Fenced { survey: self.survey, sides: self.sides, held }
    }
}

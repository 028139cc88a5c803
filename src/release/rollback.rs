use std::time::Duration;

use serde_json::json;

use super::app::Sides;
use super::direction::Direction;
use super::exchange::{Exchanged, exchange};
use super::restored::{Restored, look_at_restored};
use super::{Setup, Stop, Story};
use crate::azure::{AzureError, Site, read_settings_mark};
use crate::judge::{Comparison, Sides as Held, WayBack, WayBackFacts, compare, judge_way_back};
use crate::record::{Outcome, Phase, Problem, SettingsMark};

/// Whether something goes on with the sides, and what the slot holds, is asked this often before it counts as unknown.
const READINGS: u32 = 3;
const BETWEEN: Duration = Duration::from_secs(10);

/// A swap that may have to be taken back.
#[derive(Debug, Clone)]
pub struct Promoted {
    /// What both sides held before it.
    pub before: Held,
    /// Azure's stamp on it, when it was read.
    pub stamp: Option<String>,
    /// The settings of both sides right after it, when they could be read.
    pub settings: Option<SettingsMark>,
}

impl Promoted {
    /// The swap that was just made, with the settings as it left them.
    pub async fn note(sides: &Sides, before: Held, stamp: Option<String>, key: &str) -> Self {
        let settings = read_settings_mark(&sides.production, &sides.slot, key).await.ok();
        Self { before, stamp, settings }
    }
}

/// Gives production back what it served before, if nothing stands against it, and reads back that it did. Whatever comes of
/// it, the release did not end well: `why` says what was wrong with it.
pub async fn roll_back(setup: &Setup, story: &Story, sides: &Sides, promoted: &Promoted, why: Problem) -> Stop {
    story.begin(Phase::RollBack);
    let facts = match gather(setup, story, sides, promoted).await {
        Ok(facts) => facts,
        Err(error) => {
            let says = format!("both sides could not be read for a swap back ({error})");
            return refused(story, sides, why, "sides-unreadable", &says);
        }
    };
    match judge_way_back(&facts) {
        WayBack::Open => {}
        WayBack::AlreadyThere => return already_there(setup, story, sides, why).await,
        WayBack::Closed { guard, why: closed } => return refused(story, sides, why, guard, &closed),
    }
    story.say(&format!("rolling back: {}", why.sentence));
    let held = Held {
        production: promoted.before.slot.clone(),
        slot: promoted.before.production.clone(),
        swap_stamp: facts.now.swap_stamp.clone(),
    };
    match exchange(setup, story, sides, Direction::Back, &held).await {
        Ok(Exchanged::Done(_)) => settle(setup, story, sides, why).await,
        Ok(Exchanged::NotMade(error)) => {
            let said = error.map_or_else(|| "Azure reported it as done".to_owned(), |error| error.to_string());
            refused(story, sides, why, "swap-back-not-made", &format!("the swap back had no effect ({said})"))
        }
        Ok(Exchanged::PutBack) => {
            refused(story, sides, why, "swap-back-put-back", "Azure completed the swap back, and undid it again")
        }
        Ok(Exchanged::Unclear(reading)) => {
            let stop = reading.needs_person(&held);
            refused(story, sides, why, "swap-back-unclear", &stop.problem.sentence)
        }
        Err(stop) => refused(story, sides, why, "swap-back-not-announced", &stop.problem.sentence),
    }
}

async fn gather(setup: &Setup, story: &Story, sides: &Sides, promoted: &Promoted) -> Result<WayBackFacts, AzureError> {
    let reading = async || {
        let (production, slot) = (sides.production.identity().await, sides.slot.identity().await);
        let slot_host = sides.slot.host.health().await;
        let settings = match &promoted.settings {
            Some(then) => read_settings_mark(&sides.production, &sides.slot, &then.key).await.ok(),
            None => None,
        };
        (production, slot, slot_host, settings)
    };
    let mut number = 1;
    let ((production, slot, slot_host, settings), around) = loop {
        let (read, around) = sides.around(reading()).await;
        let can_tell = compare(&read.1.content, &promoted.before.production) != Comparison::CannotTell;
        if can_tell && around.in_progress().is_some() || number == READINGS {
            break (read, around);
        }
        number += 1;
        setup.pace.sleep(BETWEEN).await;
    };
    let (at_target, at_slot) = match (around.target(), around.slot()) {
        (Some(target), Some(slot)) => (target.clone(), slot.clone()),
        _ => sides.sites().await?,
    };
    let is_prepared = |site: &Site| site.swap.prepared_with.is_some();
    story.note(|record| {
        record.identity.production = Some(production.clone());
        record.identity.slot = Some(slot.clone());
    });
    Ok(WayBackFacts {
        before: promoted.before.clone(),
        our_stamp: promoted.stamp.clone(),
        now: Held { production: production.content, slot: slot.content, swap_stamp: at_target.swap.stamp.clone() },
        is_busy: around.in_progress() != Some(false) || is_prepared(&at_target) || is_prepared(&at_slot),
        slot_runs: at_slot.is_running(),
        slot_host,
        settings_changed: promoted.settings.as_ref().zip(settings).map(|(then, now)| then.digest != now.digest),
        was_tried: story.reached().back_intended,
        time_left: setup.time_left(),
    })
}

/// Production has its former content: is it well, too?
pub async fn settle(setup: &Setup, story: &Story, sides: &Sides, why: Problem) -> Stop {
    story.note(|record| record.next_command = None);
    match look_at_restored(setup, story, sides).await {
        Restored::Well(how) => {
            story.finish(&format!("production serves the former release again ({how})"));
            let problem = Problem {
                sentence: format!("rolled back: {}", why.sentence),
                hints: vec![format!(
                    "the slot `{}` holds the release that was taken back, for a look at it; the next release replaces it",
                    setup.options.slot
                )],
                ..why
            };
            Stop::new(Outcome::RolledBack, problem)
        }
        Restored::NotWell(what) => {
            let sentence = format!(
                "production serves the former release again and is not well with it either: {what}. Rolled back because: {}",
                why.sentence
            );
            let problem = Problem::new("rollback-unhealthy", sentence).hint(
                "the cause is likely not the code: look at settings, data and what the app depends on; nothing is swapped any \
                 more",
            );
            Stop::new(Outcome::NeedsPerson, problem)
        }
    }
}

/// Azure, or somebody, has put the former content back.
pub async fn already_there(setup: &Setup, story: &Story, sides: &Sides, why: Problem) -> Stop {
    let sentence = format!("Azure, or somebody, put back what production served before ({})", why.sentence);
    let why = Problem { code: "put-back-by-others".to_owned(), sentence, ..why };
    story.reach(|reached| (reached.back_intended, reached.back_read_back) = (true, true));
    story.did(Direction::Back.change(), json!({"reading": "swapped", "by": "others"}));
    settle(setup, story, sides, why).await
}

/// Nothing is changed any more; a person gets the reason and the command.
fn refused(story: &Story, sides: &Sides, why: Problem, guard: &str, closed: &str) -> Stop {
    story.fail(&format!("not swapped back: {closed}"));
    let sentence = format!("{}; it was not swapped back: {closed}", why.sentence);
    let mut problem = Problem { sentence, hints: Vec::new(), ..why };
    problem.code = format!("rollback-refused-{guard}");
    Stop::new(Outcome::NeedsPerson, problem).with_command(sides.swap_command())
}

use std::time::Duration;

use super::app::Sides;
use super::probes::{asker, critical_failure};
use super::{Setup, Story};
use crate::probe::run_all;
use crate::record::{HostHealth, ProbePhase};

/// The former release has this long to answer again; its own restart after the swap is within.
const LIMIT: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_secs(10);

/// How production is with its former content.
pub enum Restored {
    /// It answers; by what that is known.
    Well(String),
    /// It does not; what is wrong.
    NotWell(String),
}

/// Asks production until it is well, or too long was waited: its Functions host, and the probes that the former release can
/// pass.
pub async fn look_at_restored(setup: &Setup, story: &Story, sides: &Sides) -> Restored {
    let asker = match asker(setup, story, &sides.production) {
        Ok(asker) => asker,
        Err(stop) => return Restored::NotWell(stop.problem.sentence),
    };
    let end = setup.pace.now() + setup.time_left().map_or(LIMIT, |left| left.min(LIMIT));
    loop {
        let results = run_all(&asker, &setup.options.probes.checks, ProbePhase::Rollback).await;
        let health = sides.production.host.health().await;
        let has_answered = results.iter().any(|result| result.is_critical());
        let is_over = setup.pace.now() + POLL > end;
        let wrong = critical_failure(&results).map(|problem| problem.sentence).or(match &health {
            HostHealth::Running => None,
            // Whether it runs cannot be asked, even to the end; the probes say that it answers.
            HostHealth::Unknown(_) if has_answered => None,
            HostHealth::Starting(_) if has_answered && is_over => None,
            HostHealth::Broken(what) | HostHealth::Starting(what) | HostHealth::Unknown(what) => {
                Some(format!("the Functions host of production is {what}"))
            }
        });
        if wrong.is_none() || is_over {
            let passed = results.iter().filter(|result| result.is_good()).count();
            story.note(|record| record.probes.extend(results));
            return match wrong {
                None => Restored::Well(format!("{passed} probes passed, host {}", shown(&health))),
                Some(wrong) => Restored::NotWell(wrong),
            };
        }
        setup.pace.sleep(POLL).await;
    }
}

fn shown(health: &HostHealth) -> &str {
    match health {
        HostHealth::Running => "running",
        HostHealth::Starting(_) => "starting",
        HostHealth::Broken(_) => "broken",
        HostHealth::Unknown(_) => "not asked",
    }
}

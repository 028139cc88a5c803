use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;

use super::app::Sides;
use super::proof::Proof;
use super::{Setup, Stop, Story};
use crate::azure::{AzureError, OperationEnd, SwapRequest};
use crate::http::Moment;
use crate::judge::{Sides as Held, SwapFacts, SwapReading, judge_swap};
use crate::preflight::Survey;
use crate::record::{Explain, IdentityEvidence, Outcome, Phase, Problem};
use crate::runner::PROGRESS;

/// A swap on Linux has been seen to take 23 minutes (azure-wire §5.4).
const LIMIT: Duration = Duration::from_secs(30 * 60);
/// What became of a swap is looked for this long.
const READ_BACK: Duration = Duration::from_secs(15 * 60);
/// Without a word of Azure that it failed, a swap counts as not made when nothing moved for this
/// long.
const NOTHING_MOVES: Duration = Duration::from_secs(120);
const POLL: Duration = Duration::from_secs(5);

/// A swap that was read back.
pub struct Swapped {
    /// When it was known to be through.
    pub at: OffsetDateTime,
    /// The same, by the run's clock.
    pub moment: Moment,
}

/// Swaps, follows it, and reads back what both sides hold.
pub async fn swap(
    setup: &Setup,
    story: &Story,
    sides: &Sides,
    survey: &Survey,
    proof: &Proof,
) -> Result<Swapped, Stop> {
    story.begin(Phase::Swap);
    let before = Held {
        production: survey.production_identity.content.clone(),
        slot: proof.slot.content.clone(),
        swap_stamp: survey.production.swap.stamp.clone(),
    };
    let request = SwapRequest { source: sides.slot.at().clone(), target: sides.production.at().clone() };
    story.note(|record| record.next_command = Some(sides.swap_command()));
    story.intend("swap", json!({"slot": setup.slot, "production": before.production, "held": before.slot}))?;
    let began = setup.pace.now();
    let said = match request.ask(&sides.arm).await {
        Ok(accepted) => match accepted.follow(&sides.arm, LIMIT).await {
            OperationEnd::Succeeded => Said::Done,
            OperationEnd::Failed(error) => Said::Failed(error),
            OperationEnd::Lost(error) => Said::Nothing(error),
        },
        Err(error) if error.effect_is_possible() => Said::Nothing(error),
        Err(error) => Said::Failed(error),
    };
    let seconds = (setup.pace.now() - began).as_secs();
    match &said {
        Said::Done => story.finish(&format!("Azure swapped in {seconds} s")),
        Said::Failed(error) => story.fail(&error.to_string()),
        Said::Nothing(error) => story.fail(&format!("the answer is lost ({error}); reading back what happened")),
    }
    story.begin(Phase::Verify);
    let reading = read_back(setup, sides, &before, &said).await;
    story.did("swap", json!({"reading": format!("{:?}", reading.verdict)}))?;
    story.note(|record| {
        record.identity.route = reading.production.route;
        record.identity.production = Some(reading.production.clone());
        record.identity.slot = Some(reading.slot.clone());
    });
    let problem = match (&reading.verdict, &said) {
        (SwapReading::Swapped, _) => {
            story.finish(&format!(
                "production runs {}; the slot keeps {}",
                reading.production.content, reading.slot.content
            ));
            let moment = setup.pace.now();
            return Ok(Swapped { at: setup.pace.wall_at(moment), moment });
        }
        (SwapReading::NotSwapped, Said::Failed(error) | Said::Nothing(error)) => {
            story.note(|record| record.next_command = None);
            return Err(Stop::new(Outcome::Aborted, error.problem()));
        }
        (SwapReading::NotSwapped, Said::Done) => Problem::new(
            "swap-without-effect",
            "Azure reported the swap as done, but both sides hold what they held before",
        ),
        (SwapReading::WrongContent, _) => Problem::new(
            "swap-wrong-content",
            format!(
                "production was to run {}, but runs {}: something else was swapped or deployed meanwhile",
                before.slot, reading.production.content
            ),
        ),
        (SwapReading::Undecided { reason }, _) => {
            Problem::new("swap-undecided", format!("whether the swap was made cannot be told: {reason}"))
        }
    };
    let problem = problem.hint("look at both sides in the portal before anything else is deployed or swapped");
    Err(Stop::new(Outcome::NeedsPerson, problem))
}

/// What Azure said of the swap.
enum Said {
    Done,
    Failed(AzureError),
    Nothing(AzureError),
}

struct Reading {
    verdict: SwapReading,
    production: IdentityEvidence,
    slot: IdentityEvidence,
}

/// Reads both sides until it is decided what became of the swap. The request is never sent a second
/// time.
async fn read_back(setup: &Setup, sides: &Sides, before: &Held, said: &Said) -> Reading {
    let pace = setup.pace;
    let began = pace.now();
    let mut unmoved_since: Option<Moment> = None;
    loop {
        let reading = read_once(sides, before).await;
        let unmoved = reading.verdict == SwapReading::NotSwapped;
        let since = unmoved.then(|| *unmoved_since.get_or_insert(pace.now()));
        if !unmoved {
            unmoved_since = None;
        }
        let decided = match &reading.verdict {
            SwapReading::Swapped => true,
            SwapReading::NotSwapped => {
                let still = since.is_some_and(|since| pace.now() - since >= NOTHING_MOVES);
                still || matches!(said, Said::Failed(_))
            }
            // The sides are read one after the other, and a swap may fall between the two readings.
            SwapReading::WrongContent | SwapReading::Undecided { .. } => false,
        };
        let waited = pace.now() - began;
        if decided || waited > READ_BACK {
            return reading;
        }
        tracing::info!(target: PROGRESS, "reading back what the swap did ({} s)", waited.as_secs());
        pace.sleep(POLL).await;
    }
}

async fn read_once(sides: &Sides, before: &Held) -> Reading {
    let production = sides.production.identity().await;
    let slot = sides.slot.identity().await;
    // The stamp is read last: a swap that it shows was through before.
    let (at_target, at_slot) = (sides.production.site().await, sides.slot.site().await);
    let in_progress =
        [&at_target, &at_slot].into_iter().any(|site| site.as_ref().is_ok_and(|site| site.swap.operation.is_some()));
    let facts = SwapFacts {
        before: before.clone(),
        after: Held {
            production: production.content.clone(),
            slot: slot.content.clone(),
            swap_stamp: at_target.ok().and_then(|site| site.swap.stamp).or_else(|| before.swap_stamp.clone()),
        },
        in_progress,
    };
    Reading { verdict: judge_swap(&facts), production, slot }
}

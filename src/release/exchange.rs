use std::time::Duration;

use serde_json::json;
use time::OffsetDateTime;

use super::app::Sides;
use super::direction::Direction;
use super::read_back::{Reading, Trust, read_back};
use super::{Setup, Stop, Story};
use crate::azure::{AzureError, OperationEnd, Refusal, SwapRequest};
use crate::http::Moment;
use crate::judge::{Sides as Held, SwapReading};
use crate::record::Phase;

/// A swap on Linux has been seen to take 23 minutes (azure-wire §5.4).
const LIMIT: Duration = Duration::from_secs(30 * 60);
/// What became of it is looked for this long.
const READ_BACK: Duration = Duration::from_secs(15 * 60);
/// Requests in one direction, each after it was read back that the former had no effect.
const MOST: u32 = 4;
/// Between two of them, times the number of the first.
const AGAIN: Duration = Duration::from_secs(10);

/// A swap that was read back.
#[derive(Debug, Clone)]
pub struct Swapped {
    /// When it was known to be through.
    pub at: OffsetDateTime,
    /// The same, by the run's clock.
    pub moment: Moment,
    /// Azure's own stamp on it.
    pub stamp: Option<String>,
}

/// What became of a swap.
pub enum Exchanged {
    /// It was made, and read back.
    Done(Swapped),
    /// It was not made; Azure's reason, if it said no.
    NotMade(Option<AzureError>),
    /// It was made, and both sides are as before again.
    PutBack,
    /// Neither can be told.
    Unclear(Reading),
}

/// Exchanges the two sides: asks, follows, and reads back what both hold. It is asked again only when it was read back that
/// the former request had no effect and both sides hold what they held.
pub async fn exchange(
    setup: &Setup,
    story: &Story,
    sides: &Sides,
    direction: Direction,
    before: &Held,
) -> Result<Exchanged, Stop> {
    let mut number = 1;
    loop {
        direction.begin(story, Phase::Swap);
        let held =
            json!({"slot": setup.options.slot, "target": setup.options.target_slot, "held": before, "request": number});
        story.intend(direction.change(), held)?;
        story.reach(|reached| direction.reach(reached));
        let (said, line) = ask(setup, sides).await;
        direction.end(story, matches!(said, Said::Done), &line);
        direction.begin(story, Phase::Verify);
        let trust = match &said {
            Said::Failed(_) => Trust::AzureSaidNo,
            Said::Done | Said::Nothing(_) => Trust::NoWord,
        };
        let reading = read_back(setup.pace, sides, before, trust, READ_BACK).await;
        reading.tell(story, direction);
        match (&reading.verdict, said) {
            (SwapReading::Swapped, _) => {
                direction.end(story, true, &reading.shown());
                let moment = setup.pace.now();
                return Ok(Exchanged::Done(Swapped { at: setup.pace.wall_at(moment), moment, stamp: reading.stamp }));
            }
            (SwapReading::NotSwapped, said) => {
                let error = match said {
                    Said::Failed(error) | Said::Nothing(error) => Some(error),
                    Said::Done => None,
                };
                let again = number < MOST && reading.slot_kept && error.as_ref().is_none_or(may_pass);
                if !again {
                    return Ok(Exchanged::NotMade(error));
                }
                direction.end(story, false, "nothing was swapped");
                story.say("both sides hold what they held, so the swap is asked for once more");
                setup.pace.sleep(AGAIN * number).await;
                number += 1;
            }
            (SwapReading::PutBack, _) => return Ok(Exchanged::PutBack),
            _ => return Ok(Exchanged::Unclear(reading)),
        }
    }
}

/// Whether another request may fare better. A worker that did not start will not start, and a lock does not go away.
fn may_pass(error: &AzureError) -> bool {
    match error {
        AzureError::Refused { refusal, answer, .. } => {
            !matches!(refusal, Refusal::Locked | Refusal::PreparedForSwap) && answer.status != Some(400)
        }
        _ => true,
    }
}

async fn ask(setup: &Setup, sides: &Sides) -> (Said, String) {
    let request = SwapRequest { source: sides.slot.at().clone(), target: sides.production.at().clone() };
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
    let line = match &said {
        Said::Done => format!("Azure swapped in {seconds} s"),
        Said::Failed(error) => error.to_string(),
        Said::Nothing(error) => format!("the answer is lost ({error}); reading back what happened"),
    };
    (said, line)
}

/// What Azure said of the swap.
enum Said {
    Done,
    Failed(AzureError),
    Nothing(AzureError),
}

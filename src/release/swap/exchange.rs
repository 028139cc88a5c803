use std::time::Duration;

use time::OffsetDateTime;

use super::direction::Direction;
use super::read_back::{Limits, Reading};
use super::word::{Again, LONGEST_SWAP, Word};
use crate::azure::{AzureError, OperationEnd, Refusal, SwapAccepted, SwapRequest};
use crate::http::Moment;
use crate::record::{FilesMark, Held, Phase, SwapPlan, SwapReading};
use crate::release::ground::Stop;
use crate::release::run::RunOnSides;

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

/// The result of a swap.
pub enum Exchanged {
    /// It was made, and read back.
    Done(Swapped),
    /// It was not made; Azure's reason, if it said no.
    NotMade(Option<AzureError>),
    /// It was made and reverted.
    PutBack,
    /// Unknown.
    Unclear(Box<Reading>),
}

impl RunOnSides {
    /// Swaps the two sides: requests the swap, follows it, and reads back both contents. It is requested again only when it
    /// was read back that both sides are as before, right before the request; where a former request may still have an effect,
    /// the new one is also the question, since Azure refuses it while an operation goes on.
    /// `files`: those that go to production, for whoever has to go on with it.
    pub async fn exchange(
        &self,
        direction: Direction,
        before: &Held,
        files: Option<&FilesMark>,
    ) -> Result<Exchanged, Stop> {
        let mut number = 1;
        // Whether a former request may still have an effect.
        let mut is_open = false;
        loop {
            direction.begin_phase(&self.recorder, Phase::Swap);
            let plan = SwapPlan {
                slot: self.setup.options.slot.to_string(),
                target: self.setup.options.target_slot.to_string(),
                held: before.clone(),
                request: number,
                files: files.cloned(),
            };
            self.recorder.intend(direction.change(plan)).await?;
            let (said, line) = self.ask_for_swap().await;
            direction.end(&self.recorder, matches!(said, Word::SaidDone), &line);
            direction.begin_phase(&self.recorder, Phase::Verify);
            let may_pass = said.error().is_none_or(|error| may_pass(error, number));
            let again = if number < MOST && may_pass { Again::After(number) } else { Again::No };
            let mut word = match said {
                Word::SaidNo(error) if is_open => Word::Nothing(Some(error)),
                said => said,
            };
            let mut reading = self.read_back(before, &mut word, again, Limits::OWN).await;
            is_open = word.may_come();
            reading.tell(&self.recorder, direction).await;
            if reading.verdict == SwapReading::NotSwapped {
                if again == Again::No || !reading.slot_kept {
                    return Ok(Exchanged::not_made(reading, word));
                }
                direction.end(&self.recorder, false, "nothing was swapped");
                self.recorder.say("both sides are as before, so the swap is requested once more");
                self.setup.pace.sleep(AGAIN * number).await;
                // The last reads before the request.
                reading = self.read_back(before, &mut Word::SaidDone, again, Limits::OWN).await;
                if reading.verdict == SwapReading::NotSwapped && reading.slot_kept {
                    number += 1;
                    continue;
                }
                direction.begin_phase(&self.recorder, Phase::Verify);
                reading.may_come = is_open;
                reading.tell(&self.recorder, direction).await;
            }
            return Ok(match reading.verdict {
                SwapReading::Swapped => {
                    direction.end(&self.recorder, true, &reading.shown());
                    let moment = self.setup.pace.now();
                    Exchanged::Done(Swapped { at: self.setup.pace.wall_at(moment), moment, stamp: reading.stamp })
                }
                SwapReading::NotSwapped => Exchanged::not_made(reading, word),
                SwapReading::PutBack => Exchanged::PutBack,
                _ => Exchanged::Unclear(Box::new(reading)),
            });
        }
    }
}

impl Exchanged {
    /// Both sides are as before, and it is not requested again.
    fn not_made(mut reading: Reading, word: Word) -> Self {
        if reading.may_come {
            reading.verdict = SwapReading::Undecided { reason: word.why_open() };
            return Self::Unclear(Box::new(reading));
        }
        Self::NotMade(word.error().cloned())
    }
}

/// Whether another request may succeed after so many. A worker that did not start will not start, a lock stays, and a right that
/// two requests in a row lack is missing.
fn may_pass(error: &AzureError, requests: u32) -> bool {
    match error {
        error if error.is_forbidden() => requests < 2,
        AzureError::Refused { refusal, answer, .. } => {
            !matches!(refusal, Refusal::Locked | Refusal::PreparedForSwap) && answer.status != Some(400)
        }
        _ => true,
    }
}

impl RunOnSides {
    async fn ask_for_swap(&self) -> (Word, String) {
        let request = SwapRequest { source: self.sides.slot.at().clone(), target: self.sides.production.at().clone() };
        let began = self.setup.pace.now();
        let arm = &self.sides.arm;
        let said = match request.ask(arm).await {
            Ok(SwapAccepted::Done) => Word::SaidDone,
            Ok(SwapAccepted::InProgressUnnamed(error)) => Word::GoesOn(None, Some(error)),
            Ok(SwapAccepted::InProgress(mut operation)) => {
                self.recorder.accepted(operation.url()).await;
                match SwapRequest::follow(&mut operation, arm, LONGEST_SWAP).await {
                    OperationEnd::Succeeded => Word::SaidDone,
                    OperationEnd::Failed(error) => Word::SaidNo(error),
                    OperationEnd::Lost(error) => Word::GoesOn(Some(operation), Some(error)),
                }
            }
            Err(error) if error.refusal() == Some(&Refusal::Busy) => Word::Busy(error),
            Err(error) if error.effect_is_possible() => Word::Nothing(Some(error)),
            Err(error) => Word::SaidNo(error),
        };
        let seconds = (self.setup.pace.now() - began).as_secs();
        let line = match &said {
            Word::SaidDone => format!("Azure swapped in {seconds} s"),
            Word::SaidNo(error) => error.to_string(),
            Word::Busy(error) => format!("{error}; that may be this very swap, so it is read back"),
            Word::GoesOn(_, error) | Word::Nothing(error) => {
                let why = error.as_ref().map(|error| format!(" ({error})")).unwrap_or_default();
                format!("the answer was lost{why}; reading back what happened")
            }
        };
        (said, line)
    }
}

use std::time::Duration;

use super::direction::Direction;
use super::word::{Again, LONGEST_SWAP, Word};
use crate::azure::{Arm, OperationWord, SwapRequest};
use crate::http::{Growing, Moment};
use crate::judge::{Comparison, SwapFacts, compare, judge_swap};
use crate::record::{Code, Held, IdentityEvidence, SwapCame, SwapReading};
use crate::release::ground::{Sides, Stop};
use crate::release::memory::Recorder;
use crate::release::run::RunOnSides;
use crate::runner::PROGRESS;

/// Azure's stamp on a swap may be written after its effect is visible.
const STAMP_COMES: Duration = Duration::from_secs(60);
/// A swap that Azure completed and reverted stays reverted for this long.
const PUT_BACK_STAYS: Duration = Duration::from_secs(120);
const LONGEST_POLL: Duration = Duration::from_secs(5);
/// The time for one question of a reading: until the first reading has ended, nobody looks at production.
const A_QUESTION: Duration = Duration::from_secs(30);
/// The same in the reading after one in which the slot did not answer, so that what hangs is waited for once.
const A_SHORT_QUESTION: Duration = Duration::from_secs(10);
/// What the first and the last of several readings may take where much is not answered: until the first has ended, nothing is
/// known to be still.
const SLOW_READINGS: Duration = Duration::from_secs(6 * 60);
/// After this time, more rarely.
const SOON: Duration = Duration::from_secs(3 * 60);
const LATER_POLL: Duration = Duration::from_secs(15);

/// The contents of both sides after a swap request.
pub struct Reading {
    /// The result of the swap.
    pub verdict: SwapReading,
    /// What production runs.
    pub production: IdentityEvidence,
    /// What the slot holds.
    pub slot: IdentityEvidence,
    /// Whether that is exactly what it held before.
    pub slot_kept: bool,
    /// When Azure last completed a swap, as far as it could be read.
    pub stamp: Option<String>,
    /// The operation that Azure named as in progress on one of the sides.
    operation: Option<String>,
    is_idle: bool,
    slot_is_silent: bool,
    /// Nothing has moved so far, and the swap may still be made.
    pub may_come: bool,
}

impl RunOnSides {
    /// Reads both sides until the result of the swap is known, or the time is over, and asks Azure how the operation stands
    /// where it is known; `word` becomes what Azure says meanwhile. It requests no change.
    pub async fn read_back(&self, before: &Held, word: &mut Word, again: Again, limits: Limits) -> Reading {
        let began = self.setup.pace.now();
        let mut stillness = Stillness::default();
        let mut polls = Growing::to(LONGEST_POLL);
        let mut patience = A_QUESTION;
        loop {
            let sides = self.sides.hurried(patience);
            // Asked first, so that the sides are read after the end that Azure reports.
            ask_how_it_stands(word, sides.production.arm()).await;
            let mut reading = read_once(&sides, before).await;
            let now = self.setup.pace.now();
            if stillness.has_an_operation_gone(&reading) && word.may_come() {
                *word = match std::mem::replace(word, Word::SaidDone) {
                    Word::Busy(error) => Word::SaidNo(error),
                    _ => Word::SaidDone,
                };
            }
            // Every second one has the whole time again: an Azure that is slow is no Azure that is silent.
            patience = if reading.slot_is_silent && patience == A_QUESTION { A_SHORT_QUESTION } else { A_QUESTION };
            let still = stillness.note(&reading, now);
            let decided = match &reading.verdict {
                SwapReading::Swapped => self.has_its_stamp(before, &mut reading, word, still),
                SwapReading::NotSwapped => word.patience(again).is_some_and(|patience| still >= patience),
                SwapReading::PutBack => still >= PUT_BACK_STAYS,
                // A swap may fall between the readings of the two sides: read twice, and with a
                // completed swap, it is decided.
                SwapReading::WrongContent => still > Duration::ZERO && reading.is_after_a_swap(before),
                SwapReading::Undecided { .. } => false,
            };
            let waited = now - began;
            if decided || waited > limits.of(&reading, word) {
                reading.may_come = word.may_come() && again != Again::No;
                if reading.verdict == SwapReading::NotSwapped && word.may_come() && !decided {
                    reading.verdict = SwapReading::Undecided { reason: word.why_open() };
                }
                return reading;
            }
            tracing::info!(target: PROGRESS, "reading back what the swap did ({} s)", waited.as_secs());
            self.setup.pace.sleep(if waited < SOON { polls.wait() } else { LATER_POLL }).await;
        }
    }

    /// Where routing is switched and Azure has not written its stamp yet, it is waited for: the way back is held against it. A
    /// stamp that does not come is none.
    fn has_its_stamp(&self, before: &Held, reading: &mut Reading, word: &Word, still: Duration) -> bool {
        let is_old = reading.stamp.is_some() && reading.stamp == before.swap_stamp;
        if !is_old {
            return true;
        }
        let is_over = matches!(word, Word::SaidDone) || still >= STAMP_COMES;
        if is_over {
            reading.stamp = None;
        }
        is_over
    }
}

async fn ask_how_it_stands(word: &mut Word, arm: &Arm) {
    let Word::GoesOn(Some(operation), _) = word else { return };
    match SwapRequest::glance(operation, arm).await {
        OperationWord::Succeeded => *word = Word::SaidDone,
        OperationWord::Failed(error) => *word = Word::SaidNo(error),
        OperationWord::GoesOn | OperationWord::Unsaid(_) => {}
    }
}

/// For how long is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// When Azure is known to have ended.
    pub ended: Duration,
    /// While the swap may still be made.
    pub open: Duration,
}

impl Limits {
    /// Where nothing else sets a limit.
    pub const OWN: Self =
        Self { ended: Duration::from_secs(15 * 60), open: LONGEST_SWAP.saturating_add(SLOW_READINGS) };

    fn of(self, reading: &Reading, word: &Word) -> Duration {
        match reading.verdict {
            SwapReading::NotSwapped if word.may_come() => self.open,
            SwapReading::Undecided { .. } if reading.operation.is_some() => self.open,
            _ => self.ended,
        }
    }
}

/// For how long the same was read.
#[derive(Default)]
struct Stillness {
    since: Option<(SwapReading, Moment)>,
    operation_seen: bool,
}

impl Stillness {
    fn note(&mut self, reading: &Reading, now: Moment) -> Duration {
        match &self.since {
            Some((same, since)) if *same == reading.verdict => now - *since,
            _ => {
                self.since = Some((reading.verdict.clone(), now));
                Duration::ZERO
            }
        }
    }

    /// An operation was named as in progress, and none is any more.
    fn has_an_operation_gone(&mut self, reading: &Reading) -> bool {
        self.operation_seen |= reading.operation.is_some();
        self.operation_seen && reading.is_idle
    }
}

async fn read_once(sides: &Sides, before: &Held) -> Reading {
    let contents = async { tokio::join!(Box::pin(sides.production.identity()), Box::pin(sides.slot.identity())) };
    let ((production, slot), around) = sides.around(contents).await;
    let stamp = around.target().and_then(|target| target.swap.stamp.clone());
    let facts = SwapFacts {
        before: before.clone(),
        after: Held {
            production: production.content.clone(),
            slot: slot.content.clone(),
            swap_stamp: stamp.clone().or_else(|| before.swap_stamp.clone()),
        },
        in_progress: around.in_progress(),
    };
    Reading {
        operation: around.operation(),
        is_idle: facts.in_progress == Some(false),
        slot_is_silent: around.slot().is_none(),
        may_come: false,
        verdict: judge_swap(&facts),
        slot_kept: compare(&slot.content, &before.slot) == Comparison::Same,
        production,
        slot,
        stamp,
    }
}

impl Reading {
    /// Azure completed a swap since, and none goes on.
    fn is_after_a_swap(&self, before: &Held) -> bool {
        self.is_idle && self.stamp.is_some() && self.stamp != before.swap_stamp
    }

    /// Records it.
    pub async fn tell(&self, recorder: &Recorder, direction: Direction) {
        recorder.note(|record| {
            record.identity.route = self.production.route;
            record.identity.production = Some(self.production.clone());
            record.identity.slot = Some(self.slot.clone());
        });
        let reading = match &self.verdict {
            // What is told here is what recovery goes by.
            SwapReading::NotSwapped if self.may_come => {
                SwapReading::Undecided { reason: "nothing has moved so far".to_owned() }
            }
            verdict => verdict.clone(),
        };
        let came = SwapCame { reading, stamp: self.stamp.clone(), by: None };
        recorder.did(direction.came(came)).await;
    }

    /// In one line.
    pub fn shown(&self) -> String {
        format!("production runs {}; the slot holds {}", self.production.content, self.slot.content)
    }

    /// The end for a reading that is neither "swapped" nor "not swapped".
    pub fn needs_person(&self, before: &Held) -> Stop {
        match &self.verdict {
            SwapReading::Undecided { reason } => {
                let sentence = format!("whether the swap was made is unknown: {reason}");
                Stop::needs_person(Code::SWAP_UNDECIDED, sentence)
            }
            SwapReading::PutBack => {
                let sentence = "Azure completed the swap, and both sides are as before";
                Stop::needs_person(Code::SWAP_PUT_BACK, sentence)
            }
            _ => {
                let sentence = format!(
                    "production should run {}, but runs {}: something else was swapped or deployed",
                    before.slot, self.production.content
                );
                Stop::needs_person(Code::SWAP_WRONG_CONTENT, sentence)
            }
        }
    }
}

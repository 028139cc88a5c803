use std::time::Duration;

use serde_json::json;

use super::app::Sides;
use super::direction::Direction;
use super::{Stop, Story};
use crate::http::{Moment, Pace};
use crate::judge::{Comparison, Sides as Held, SwapFacts, SwapReading, compare, judge_swap};
use crate::record::IdentityEvidence;
use crate::runner::PROGRESS;

/// Without a word of Azure that it failed, a swap counts as not made when nothing moved for this
/// long.
const NOTHING_MOVES: Duration = Duration::from_secs(120);
/// The same in a post-step, whose minutes are counted: the request was on its way when the run was cut off, or never was.
const NOTHING_MOVES_ANY_MORE: Duration = Duration::from_secs(40);
const POLL: Duration = Duration::from_secs(5);

/// What is to be made of both sides being as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Azure said that it did not swap, so that is it.
    AzureSaidNo,
    /// It may still come: look for a while.
    NoWord,
    /// Whoever asked for it is gone, and there is little time.
    CutOff,
}

/// What both sides hold after a swap was asked for.
pub struct Reading {
    /// What became of the swap.
    pub verdict: SwapReading,
    /// What production runs.
    pub production: IdentityEvidence,
    /// What the slot holds.
    pub slot: IdentityEvidence,
    /// Whether that is just what it held before.
    pub slot_kept: bool,
    /// When Azure last completed a swap, as far as it could be read.
    pub stamp: Option<String>,
}

/// Reads both sides until it is decided what became of the swap, or `limit` is over. The request is never sent a second
/// time.
pub async fn read_back(pace: Pace, sides: &Sides, before: &Held, trust: Trust, limit: Duration) -> Reading {
    let began = pace.now();
    let mut unmoved_since: Option<Moment> = None;
    let mut was_put_back = false;
    let patience = match trust {
        Trust::CutOff => NOTHING_MOVES_ANY_MORE,
        Trust::AzureSaidNo | Trust::NoWord => NOTHING_MOVES,
    };
    loop {
        let reading = read_once(sides, before).await;
        let is_put_back = reading.verdict == SwapReading::PutBack;
        if std::mem::replace(&mut was_put_back, is_put_back) != is_put_back {
            unmoved_since = None;
        }
        let unmoved = matches!(reading.verdict, SwapReading::NotSwapped | SwapReading::PutBack);
        let since = unmoved.then(|| *unmoved_since.get_or_insert(pace.now()));
        if !unmoved {
            unmoved_since = None;
        }
        let decided = match &reading.verdict {
            SwapReading::Swapped => true,
            SwapReading::NotSwapped | SwapReading::PutBack => {
                let still = since.is_some_and(|since| pace.now() - since >= patience);
                still || trust == Trust::AzureSaidNo && reading.verdict == SwapReading::NotSwapped
            }
            // The sides are read one after the other, and a swap may fall between the two readings.
            SwapReading::WrongContent | SwapReading::Undecided { .. } => false,
        };
        let waited = pace.now() - began;
        if decided || waited > limit {
            return reading;
        }
        tracing::info!(target: PROGRESS, "reading back what the swap did ({} s)", waited.as_secs());
        pace.sleep(POLL).await;
    }
}

async fn read_once(sides: &Sides, before: &Held) -> Reading {
    let contents = async { (sides.production.identity().await, sides.slot.identity().await) };
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
        verdict: judge_swap(&facts),
        slot_kept: compare(&slot.content, &before.slot) == Comparison::Same,
        production,
        slot,
        stamp,
    }
}

impl Reading {
    /// Writes it down.
    pub fn tell(&self, story: &Story, direction: Direction) {
        let (swapped, open) = (self.verdict == SwapReading::Swapped, self.verdict != SwapReading::NotSwapped);
        story.reach(|reached| match direction {
            Direction::Forward => (reached.swap_intended, reached.swap_read_back) = (open, swapped),
            Direction::Back => (reached.back_intended, reached.back_read_back) = (open, swapped),
        });
        story.note(|record| {
            record.identity.route = self.production.route;
            record.identity.production = Some(self.production.clone());
            record.identity.slot = Some(self.slot.clone());
        });
        let mut came = json!(self.verdict);
        came["stamp"] = json!(self.stamp);
        story.did(direction.change(), came);
    }

    /// In one line.
    pub fn shown(&self) -> String {
        format!("production runs {}; the slot holds {}", self.production.content, self.slot.content)
    }

    /// The end for a reading that is neither "swapped" nor "not swapped".
    pub fn needs_person(&self, before: &Held) -> Stop {
        match &self.verdict {
            SwapReading::Undecided { reason } => {
                let sentence = format!("whether the swap was made cannot be told: {reason}");
                Stop::needs_person("swap-undecided", sentence)
            }
            SwapReading::PutBack => {
                let sentence = "Azure completed the swap, and both sides hold what they held before";
                Stop::needs_person("swap-put-back", sentence)
            }
            _ => {
                let sentence = format!(
                    "production was to run {}, but runs {}: something else was swapped or deployed meanwhile",
                    before.slot, self.production.content
                );
                Stop::needs_person("swap-wrong-content", sentence)
            }
        }
    }
}

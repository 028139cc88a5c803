use std::time::Duration;

use crate::azure::AzureError;
use crate::config::show_duration;
use crate::judge::LeftBehind;
use crate::record::{Explain, Outcome, Phase, Problem, ReleaseRecord};

/// What to do when nothing can be said of either side.
pub const LOOK_AT_BOTH_SIDES: &str = "look at both sides in the portal before anything else is deployed or swapped";
/// What to do when a swap was made and nobody goes on looking.
pub const LOOK_AT_PRODUCTION: &str = "look at production yourself: no watch goes on";
/// What to know of a slot when a release ended early.
pub const REPLACED_NEXT_TIME: &str = "the slot may hold a part of this release; the next release replaces it";

/// Where a release ended, within a sentence.
pub fn in_the_phase(phase: Option<Phase>) -> String {
    phase.map(|phase| format!(" in the phase \"{phase}\"")).unwrap_or_default()
}

/// The release ends here, and not well.
#[derive(Debug, Clone)]
pub struct Stop {
    /// How.
    pub outcome: Outcome,
    /// Why.
    pub problem: Problem,
}

impl Stop {
    /// Ends with this outcome.
    pub fn new(outcome: Outcome, problem: Problem) -> Self {
        Self { outcome, problem }
    }

    /// Production is untouched.
    pub fn aborted(error: &dyn Explain) -> Self {
        Self::new(Outcome::Aborted, error.problem())
    }

    /// The inputs are wrong.
    pub fn invalid(error: &dyn Explain) -> Self {
        Self::new(Outcome::Invalid, error.problem())
    }

    /// A person has to look at both sides.
    pub fn needs_person(code: &str, sentence: impl Into<String>) -> Self {
        Self::new(Outcome::NeedsPerson, Problem::new(code, sentence).hint(LOOK_AT_BOTH_SIDES))
    }

    /// The same end for a release whose swap was read back: production is no longer untouched, whatever went wrong.
    pub fn after_the_swap(self) -> Self {
        match self.outcome {
            Outcome::Aborted | Outcome::Invalid => Self { outcome: Outcome::NeedsPerson, ..self },
            _ => self,
        }
    }

    /// Adds the command that swaps the two sides back.
    pub fn with_command(mut self, swap_back: String) -> Self {
        self.problem
            .hints
            .push("once it is certain that the slot holds the former release, this swaps back:".to_owned());
        self.problem.hints.push(swap_back);
        self
    }

    /// Somebody cancelled the run in `phase`.
    pub fn cancelled(left: LeftBehind, phase: Option<Phase>) -> Self {
        let phase = in_the_phase(phase);
        let (sentence, hint) = match left {
            LeftBehind::ProductionUntouched => ("no swap had been asked for", REPLACED_NEXT_TIME),
            LeftBehind::Prepared => (
                "no swap had been asked for, but one was prepared or production drained for it",
                "the post-step takes that back; where there is none, reset the swap with preview in the portal and restart \
                 production",
            ),
            LeftBehind::SwapUnknown => (
                "Azure finishes or undoes the swap on its own",
                "the post-step reads back what became of it; where there is none, look at both sides in the portal",
            ),
            LeftBehind::Unwatched => {
                ("the swap had been made and read back, but nobody watched production to the end", LOOK_AT_PRODUCTION)
            }
            LeftBehind::SwapBackUnknown => (
                "Azure finishes or undoes the swap back on its own",
                "the post-step reads back what became of it; where there is none, look at both sides in the portal",
            ),
            LeftBehind::SwappedBack => ("production had been given back what it served before", LOOK_AT_PRODUCTION),
        };
        Self::new(left.outcome(), Problem::new("cancelled", format!("cancelled{phase}: {sentence}")).hint(hint))
    }

    /// The time that a post-step has is over, and this is what is left: for a person, since nobody comes after it.
    pub fn time_is_up(left: LeftBehind, record: &ReleaseRecord) -> Self {
        let phase = in_the_phase(record.phases.last().map(|entry| entry.name));
        let what = match left {
            LeftBehind::ProductionUntouched => "no swap had been asked for",
            LeftBehind::Prepared => "what was done for the swap may still stand",
            LeftBehind::SwapUnknown => "whether the swap was made is not known",
            LeftBehind::Unwatched => "production runs the release, and nobody watched it to the end",
            LeftBehind::SwapBackUnknown => "whether production was given back what it served is not known",
            LeftBehind::SwappedBack => "production was given back what it served, and nobody saw whether it is well",
        };
        let sentence = format!("the time that GitHub leaves after a cancelled step is over{phase}: {what}");
        let stop = Self::needs_person("time-is-up", sentence);
        match &record.next_command {
            Some(command) => stop.with_command(command.clone()),
            None => stop,
        }
    }

    /// The time for everything before the swap is over.
    pub fn out_of_time(limit: Duration) -> Self {
        let sentence = format!("the slot was not ready for the swap within {}", show_duration(limit));
        let problem = Problem::new("timeout", sentence).hint("the input `timeout` gives it more time");
        Self::new(Outcome::Aborted, problem)
    }
}

impl From<AzureError> for Stop {
    /// Whatever Azure refuses before the swap leaves production untouched.
    fn from(error: AzureError) -> Self {
        Self::aborted(&error)
    }
}

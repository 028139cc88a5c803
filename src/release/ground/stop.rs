use std::time::Duration;

use crate::azure::AzureError;
use crate::config::show_duration;
use crate::judge::LeftBehind;
use crate::record::{Code, Explain, Outcome, Phase, Problem, ReleaseRecord, WatchEntry};

/// What to do when the state of both sides is unknown.
pub(crate) const LOOK_AT_BOTH_SIDES: &str =
    "check both sides in the portal before anything else is deployed or swapped";
/// What the command does that is printed where the release cannot tell whether it should swap back.
const SWAPS_BACK: &str = "once it is certain that the slot holds the former release, this swaps back";
/// What to do when a swap was made and no watch is running.
pub(crate) const LOOK_AT_PRODUCTION: &str = "check production by hand: no watch is running";
/// What to know of a slot when a release ended early.
pub(crate) fn next_step_without_a_swap(slot_touched: bool) -> &'static str {
    if slot_touched {
        "the slot may hold a part of this release; the next release replaces it"
    } else {
        "nothing was sent that changes the slot or production; run it again"
    }
}
/// What gives the slot back what it had, and who can: former values of settings are sealed with the key of the run, which only its own
/// job has.
fn what_gives_back(record: &ReleaseRecord) -> &'static str {
    if record.settings.is_none() && record.site.is_none() {
        return "the post-step gives the slot back what it had before; without a post-step, `command: reconcile` does";
    }
    "the post-step of this job gives the slot back what it had before. Without a post-step `command: reconcile` in another job gives \
     back the package alone: it names the settings of this release, whose former values are sealed with the key of this job, and what \
     was written to the site of the slot. The next release writes its own"
}

/// What is known of a release whose files are damaged.
const DAMAGED: &str = "whether production was changed is not known, since the journal is damaged";

/// Where a release ended, within a sentence.
pub fn in_the_phase(phase: Option<Phase>) -> String {
    phase.map(|phase| format!(" in the phase \"{phase}\"")).unwrap_or_default()
}

/// The failed end of a release.
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

    /// The same with one more hint.
    pub fn hint(mut self, hint: String) -> Self {
        self.problem.hints.push(hint);
        self
    }

    /// Production was not changed.
    pub fn aborted(error: &dyn Explain) -> Self {
        Self::new(Outcome::Aborted, error.problem())
    }

    /// The inputs are wrong.
    pub fn invalid(error: &dyn Explain) -> Self {
        Self::new(Outcome::Invalid, error.problem())
    }

    /// A person has to check both sides.
    pub fn needs_person(code: Code, sentence: impl Into<String>) -> Self {
        Self::new(Outcome::NeedsPerson, Problem::new(code, sentence).hint(LOOK_AT_BOTH_SIDES))
    }

    /// The same end for a release whose swap was read back: production has changed.
    pub fn after_the_swap(self) -> Self {
        match self.outcome {
            Outcome::Aborted | Outcome::Invalid => Self { outcome: Outcome::NeedsPerson, ..self },
            _ => self,
        }
    }

    /// Adds the command that swaps the two sides back.
    pub fn with_command(mut self, swap_back: String) -> Self {
        self.problem = self.problem.command(SWAPS_BACK, &swap_back);
        self
    }

    /// The run was cancelled in `phase`.
    pub fn cancelled(left: LeftBehind, phase: Option<Phase>, record: &ReleaseRecord) -> Self {
        let phase = in_the_phase(phase);
        if let (LeftBehind::Unwatched, Some(wrong)) = (left, record.watch.as_ref().and_then(WatchEntry::wrong)) {
            // Without a post-step nobody takes it back, and an exit code of 0 would say that all is well.
            let sentence = format!(
                "cancelled{phase}: production was bad when it was looked at last, and was not rolled back: {wrong}"
            );
            let problem = Problem::new(Code::CANCELLED, sentence).hint(LOOK_AT_PRODUCTION);
            let stop = Self::new(Outcome::NeedsPerson, problem);
            return match &record.next_command {
                Some(command) => stop.with_command(command.clone()),
                None => stop,
            };
        }
        if record.check.is_some() {
            let sentence = format!("cancelled{phase}: whether a release would start is not known");
            let problem = Problem::new(Code::CANCELLED, sentence).hint("run the check again; it changed nothing");
            return Self::new(Outcome::Interrupted, problem);
        }
        let (sentence, hint) = match left {
            LeftBehind::ProductionUntouched { slot_touched } => {
                ("no swap was made", next_step_without_a_swap(slot_touched))
            }
            LeftBehind::Prepared => (
                "no swap was made, but one was prepared, or production was drained for it",
                "the post-step undoes that; without a post-step, reset the swap with preview in the portal and restart \
                 production",
            ),
            LeftBehind::Switched => (
                "no swap was made, and the slot may run from the package of this release, or with its settings",
                what_gives_back(record),
            ),
            LeftBehind::SwapUnknown => (
                "Azure finishes or undoes the swap on its own",
                "the post-step reads back the result; without a post-step, check both sides in the portal",
            ),
            LeftBehind::Unwatched => {
                ("the swap had been made and read back, but the watch had not finished", LOOK_AT_PRODUCTION)
            }
            LeftBehind::OldVersion => (
                "the release is verified; what becomes of the old version in the slot was not finished",
                "the post-step finishes that; without a post-step, look whether the slot runs",
            ),
            LeftBehind::SwapBackUnknown => (
                "Azure finishes or undoes the swap back on its own",
                "the post-step reads back the result; without a post-step, check both sides in the portal",
            ),
            LeftBehind::SwappedBack => ("production had been rolled back", LOOK_AT_PRODUCTION),
            LeftBehind::EvidenceIncomplete => (DAMAGED, LOOK_AT_BOTH_SIDES),
        };
        Self::new(left.outcome(), Problem::new(Code::CANCELLED, format!("cancelled{phase}: {sentence}")).hint(hint))
    }

    /// The time of a post-step is over; the rest is for a person, since no other step follows.
    pub fn time_is_up(left: LeftBehind, record: &ReleaseRecord) -> Self {
        let phase = in_the_phase(record.phases.last().map(|entry| entry.name));
        let what = match left {
            LeftBehind::ProductionUntouched { .. } => "no swap was made",
            LeftBehind::Prepared => "preparations for the swap may still be in place",
            LeftBehind::Switched => {
                "no swap was made, and the slot may run from the package of this release, or with its settings"
            }
            LeftBehind::SwapUnknown => "whether the swap was made is not known",
            LeftBehind::Unwatched => "production runs the release, but its watch did not finish",
            LeftBehind::OldVersion => "the release is verified, but what becomes of the old version was not finished",
            LeftBehind::SwapBackUnknown => "whether production was rolled back is not known",
            LeftBehind::SwappedBack => "production was rolled back, but its health was not checked",
            LeftBehind::EvidenceIncomplete => DAMAGED,
        };
        let sentence = format!("the time that GitHub allows after a cancelled step is over{phase}: {what}");
        let stop = Self::needs_person(Code::TIME_IS_UP, sentence);
        match &record.next_command {
            Some(command) => stop.with_command(command.clone()),
            None => stop,
        }
    }

    /// The time for everything before the swap is over.
    pub fn out_of_time(limit: Duration) -> Self {
        let sentence = format!("the slot was not ready for the swap within {}", show_duration(limit));
        let problem = Problem::new(Code::TIMEOUT, sentence).hint("the input `timeout` gives it more time");
        Self::new(Outcome::Aborted, problem)
    }
}

impl From<AzureError> for Stop {
    /// After a refusal of Azure before the swap production was not changed.
    fn from(error: AzureError) -> Self {
        Self::aborted(&error)
    }
}

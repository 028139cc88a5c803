use crate::record::{Came, Change, Phase, SwapCame, SwapPlan};
use crate::release::memory::Recorder;

/// The direction of a swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The release goes to production.
    Forward,
    /// Production gets its former content back.
    Back,
}

impl Direction {
    /// A swap in this direction, as it is announced.
    pub fn change(self, swap: SwapPlan) -> Change {
        match self {
            Self::Forward => Change::Swap(swap),
            Self::Back => Change::SwapBack(swap),
        }
    }

    /// The result of a swap in this direction.
    pub fn came(self, came: SwapCame) -> Came {
        match self {
            Self::Forward => Came::Swap(came),
            Self::Back => Came::SwapBack(came),
        }
    }

    /// A swap forward has its own phases; a swap back is a part of the rollback.
    pub fn begin_phase(self, recorder: &Recorder, phase: Phase) {
        if self == Self::Forward {
            recorder.begin_phase(phase);
        }
    }

    /// How a step of it ended.
    pub fn end(self, recorder: &Recorder, is_well: bool, line: &str) {
        match (self, is_well) {
            (Self::Forward, true) => recorder.end_phase(line),
            (Self::Forward, false) => recorder.fail_phase(line),
            (Self::Back, _) => recorder.say(line),
        }
    }
}

use super::Story;
use crate::judge::Reached;
use crate::record::Phase;

/// Which way the two sides change places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The release goes to production.
    Forward,
    /// Production gets back what it served before.
    Back,
}

impl Direction {
    /// Its name in the journal.
    pub fn change(self) -> &'static str {
        match self {
            Self::Forward => "swap",
            Self::Back => "swap-back",
        }
    }

    /// Remembers that it was announced.
    pub fn reach(self, reached: &mut Reached) {
        match self {
            Self::Forward => reached.swap_intended = true,
            Self::Back => reached.back_intended = true,
        }
    }

    /// A swap forward is told in phases of its own; one back is a part of rolling back.
    pub fn begin(self, story: &Story, phase: Phase) {
        if self == Self::Forward {
            story.begin(phase);
        }
    }

    /// How a step of it ended.
    pub fn end(self, story: &Story, is_well: bool, line: &str) {
        match (self, is_well) {
            (Self::Forward, true) => story.finish(line),
            (Self::Forward, false) => story.fail(line),
            (Self::Back, _) => story.say(line),
        }
    }
}

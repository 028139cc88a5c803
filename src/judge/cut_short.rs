use crate::record::Outcome;

/// How far a release had come when it was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// The swap was announced in the journal, so it may have been asked for.
    pub swap_intended: bool,
    /// It was read back that production runs the release.
    pub swap_read_back: bool,
}

/// What is left to find out, or to do, after a release was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftBehind {
    /// Nothing in production: it was never about to be changed.
    ProductionUntouched,
    /// A swap that may have been made, be under way, or not have been asked for at all.
    SwapUnknown,
    /// Production runs the release, and nobody watched it to the end.
    Unwatched,
}

/// What a release leaves behind that ends here.
pub fn left_behind(reached: Reached) -> LeftBehind {
    match (reached.swap_intended, reached.swap_read_back) {
        (_, true) => LeftBehind::Unwatched,
        (true, false) => LeftBehind::SwapUnknown,
        (false, false) => LeftBehind::ProductionUntouched,
    }
}

impl LeftBehind {
    /// How a run ends that is cancelled here.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::ProductionUntouched => Outcome::Aborted,
            Self::SwapUnknown => Outcome::Interrupted,
            Self::Unwatched => Outcome::PromotedUnverified,
        }
    }

    /// Whether nothing remains to be done for the post-step.
    pub fn is_final(self) -> bool {
        self == Self::ProductionUntouched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_release_that_never_announced_a_swap_is_over_when_it_is_cut_short() {
        for (intended, read_back) in [(false, false), (true, false), (true, true)] {
            let left = left_behind(Reached { swap_intended: intended, swap_read_back: read_back });
            assert_eq!(left.is_final(), !intended);
            assert_eq!(left.outcome() == Outcome::Aborted, !intended, "aborted means that production is untouched");
        }
    }
}

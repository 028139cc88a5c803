use crate::record::Outcome;

/// How far a release had come when it was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reached {
    /// The swap was announced in the journal, so it may have been asked for.
    pub swap_intended: bool,
    /// It was read back that production runs the release.
    pub swap_read_back: bool,
    /// The swap back was announced.
    pub back_intended: bool,
    /// It was read back that production serves the former release again.
    pub back_read_back: bool,
    /// A swap with preview was announced, and not read back that it was taken back.
    pub prepared: bool,
    /// Draining production was announced, and not that it takes events again.
    pub drained: bool,
}

/// What is left to find out, or to do, after a release was cut short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftBehind {
    /// Nothing in production: it was never about to be changed.
    ProductionUntouched,
    /// Production serves what it served, but a swap was prepared, or production drained for one, and that may still stand.
    Prepared,
    /// A swap that may have been made, be under way, or not have been asked for at all.
    SwapUnknown,
    /// Production runs the release, and nobody watched it to the end.
    Unwatched,
    /// A swap back that may have been made, be under way, or not have been asked for at all.
    SwapBackUnknown,
    /// Production serves the former release again, and nobody saw whether it is well.
    SwappedBack,
}

/// What a release leaves behind that ends here.
pub fn left_behind(reached: Reached) -> LeftBehind {
    match reached {
        Reached { back_read_back: true, .. } => LeftBehind::SwappedBack,
        Reached { back_intended: true, .. } => LeftBehind::SwapBackUnknown,
        Reached { swap_read_back: true, .. } => LeftBehind::Unwatched,
        Reached { swap_intended: true, .. } => LeftBehind::SwapUnknown,
        Reached { prepared: true, .. } | Reached { drained: true, .. } => LeftBehind::Prepared,
        _ => LeftBehind::ProductionUntouched,
    }
}

impl LeftBehind {
    /// How a run ends that is cancelled here.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::ProductionUntouched => Outcome::Aborted,
            Self::Prepared | Self::SwapUnknown | Self::SwapBackUnknown => Outcome::Interrupted,
            Self::Unwatched => Outcome::PromotedUnverified,
            Self::SwappedBack => Outcome::RolledBack,
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

    fn all() -> impl Iterator<Item = Reached> {
        (0..64_u8).map(|bits| {
            let is = |bit: u8| bits >> bit & 1 == 1;
            Reached {
                swap_intended: is(0),
                swap_read_back: is(1),
                back_intended: is(2),
                back_read_back: is(3),
                prepared: is(4),
                drained: is(5),
            }
        })
    }

    /// So the guard `once` of a way back has nothing to close: only the answer that the swap back was not made, which takes
    /// the announcement away, leads there.
    #[test]
    fn an_announced_swap_back_is_read_back_before_anything_else() {
        for reached in all().filter(|reached| reached.back_intended) {
            let left = left_behind(reached);
            assert!(
                matches!(left, LeftBehind::SwapBackUnknown | LeftBehind::SwappedBack),
                "{reached:?} leaves {left:?}"
            );
        }
    }

    #[test]
    fn only_a_release_that_never_announced_a_swap_is_over_when_it_is_cut_short() {
        for reached in all() {
            let left = left_behind(reached);
            let never = reached == Reached::default();
            assert_eq!(left.is_final(), never);
            assert_eq!(left.outcome() == Outcome::Aborted, never, "aborted means that production is untouched");
        }
    }

    #[test]
    fn what_was_begun_last_is_what_is_left() {
        let back = Reached { swap_intended: true, swap_read_back: true, back_intended: true, ..Reached::default() };
        assert_eq!(left_behind(back), LeftBehind::SwapBackUnknown);
        assert_eq!(left_behind(Reached { back_read_back: true, ..back }), LeftBehind::SwappedBack);
        let prepared = Reached { prepared: true, drained: true, ..Reached::default() };
        assert_eq!(left_behind(prepared), LeftBehind::Prepared);
        assert_eq!(left_behind(Reached { swap_intended: true, ..prepared }), LeftBehind::SwapUnknown);
    }
}

use super::{Comparison, compare};
use crate::record::{Held, SwapReading};

/// The facts after a swap request, whatever its answer was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapFacts {
    /// Read before the request.
    pub before: Held,
    /// Read now.
    pub after: Held,
    /// Whether Azure named an operation in progress on either side, or completed one, while the sides were read; `None`
    /// when that could not be read.
    pub in_progress: Option<bool>,
}

/// Reads a swap from its effects. Azure has no conditional swap and a lost answer says nothing
/// (facts: unconditional-swap), so the contents on both sides decide; `slotSwapStatus` alone decides only
/// where both sides held the same content.
pub fn judge_swap(facts: &SwapFacts) -> SwapReading {
    let reading = judge_contents(&facts.before, &facts.after);
    match facts.in_progress {
        Some(true) => undecided("an operation was in progress on one of the sides while they were read"),
        // Exchanged contents prove a swap; contents as before may be a snapshot during one.
        None if reading != SwapReading::Swapped => undecided("whether an operation is in progress could not be read"),
        _ => reading,
    }
}

fn judge_contents(before: &Held, after: &Held) -> SwapReading {
    let stamp_moved = after.swap_stamp.is_some() && after.swap_stamp != before.swap_stamp;
    if compare(&before.production, &before.slot) == Comparison::Same {
        return if stamp_moved { SwapReading::Swapped } else { SwapReading::NotSwapped };
    }
    let arrived = compare(&after.production, &before.slot);
    let left = compare(&after.slot, &before.production);
    let stayed = compare(&after.production, &before.production);
    let kept = compare(&after.slot, &before.slot);
    match (arrived, left, stayed, kept) {
        (Comparison::Same, Comparison::Same, ..) => SwapReading::Swapped,
        // Whatever the slot holds now, production got the slot's former content by a swap.
        (Comparison::Same, ..) if stamp_moved => SwapReading::Swapped,
        // Whatever the slot holds now, production is as before, and Azure completed no swap.
        (.., Comparison::Same, _) if !stamp_moved => SwapReading::NotSwapped,
        // Nothing identifies what production runs; but it is not what the slot held, and the slot still holds that.
        (Comparison::Different, _, Comparison::CannotTell, Comparison::Same) if !stamp_moved => SwapReading::NotSwapped,
        (.., Comparison::Same, Comparison::Same) => SwapReading::PutBack,
        (.., Comparison::Same, _) => {
            undecided("Azure reports a completed swap, but production runs what it ran before")
        }
        (Comparison::Different, _, Comparison::Different, _) => SwapReading::WrongContent,
        (Comparison::CannotTell, ..) | (_, _, Comparison::CannotTell, _) => {
            undecided(format!("production's content is {}", after.production))
        }
        _ => undecided(format!("production runs {}, the slot holds {}", after.production, after.slot)),
    }
}

fn undecided(reason: impl Into<String>) -> SwapReading {
    SwapReading::Undecided { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::sample_content::{any_content, foreign, ours, unknown};
    use crate::record::ContentIdentity;
    use proptest::prelude::*;

    fn sides(production: ContentIdentity, slot: ContentIdentity, stamp: Option<&str>) -> Held {
        Held { production, slot, swap_stamp: stamp.map(str::to_owned) }
    }

    fn reading(before: Held, after: Held) -> SwapReading {
        judge_swap(&SwapFacts { before, after, in_progress: Some(false) })
    }

    #[test]
    fn the_first_release_over_foreign_content_is_read_like_any_other() {
        let before = sides(foreign("app"), ours("new"), None);
        assert_eq!(reading(before.clone(), sides(ours("new"), foreign("app"), Some("t1"))), SwapReading::Swapped);
        assert_eq!(reading(before.clone(), before), SwapReading::NotSwapped);
    }

    #[test]
    fn a_swap_over_content_without_a_trace_was_not_made_while_the_slot_still_holds_the_release() {
        let without_trace = || ContentIdentity::Foreign(crate::record::Foreign::default());
        let before = sides(without_trace(), ours("new"), Some("t0"));
        assert_eq!(reading(before.clone(), before.clone()), SwapReading::NotSwapped);
        for after in [
            sides(without_trace(), ours("new"), Some("t1")),
            sides(without_trace(), without_trace(), Some("t0")),
            sides(unknown(), ours("new"), Some("t0")),
        ] {
            assert!(matches!(reading(before.clone(), after.clone()), SwapReading::Undecided { .. }), "{after:?}");
        }
    }

    #[test]
    fn same_content_on_both_sides_is_decided_by_the_swap_stamp_alone() {
        let before = sides(ours("x"), ours("x"), Some("t0"));
        assert_eq!(reading(before.clone(), sides(ours("x"), ours("x"), Some("t1"))), SwapReading::Swapped);
        assert_eq!(reading(before.clone(), before), SwapReading::NotSwapped);
    }

    #[test]
    fn foreign_content_in_production_is_wrong_content() {
        let before = sides(ours("old"), ours("new"), None);
        let after = sides(ours("third"), ours("old"), Some("t1"));
        assert_eq!(reading(before, after), SwapReading::WrongContent);
    }

    #[test]
    fn a_deployment_to_the_slot_right_after_the_swap_does_not_hide_the_swap() {
        let before = sides(ours("old"), ours("new"), None);
        assert_eq!(reading(before, sides(ours("new"), ours("third"), Some("t1"))), SwapReading::Swapped);
    }

    #[test]
    fn a_completed_swap_with_both_sides_as_before_was_reverted() {
        let before = sides(ours("old"), ours("new"), None);
        let after = |slot| sides(ours("old"), slot, Some("t1"));
        assert_eq!(reading(before.clone(), after(ours("new"))), SwapReading::PutBack);
        for slot in [ours("third"), unknown()] {
            assert!(matches!(reading(before.clone(), after(slot)), SwapReading::Undecided { .. }));
        }
    }

    fn why(reading: SwapReading) -> String {
        match reading {
            SwapReading::Undecided { reason } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_undecided_swap_says_what_could_not_be_told() {
        let before = sides(ours("old"), ours("new"), Some("t0"));
        let unread = why(reading(before.clone(), sides(unknown(), ours("old"), Some("t1"))));
        assert!(unread.starts_with("production's content is"), "{unread}");
        let stayed = why(reading(before.clone(), sides(ours("old"), ours("third"), Some("t1"))));
        assert!(stayed.starts_with("Azure reports a completed swap"), "{stayed}");
        // Without a completed swap the slot's content in production may have been deployed there.
        let deployed = why(reading(before, sides(ours("new"), ours("third"), Some("t0"))));
        assert!(deployed.contains("the slot holds"), "{deployed}");
    }

    #[test]
    fn not_swapped_is_not_reported_while_pending_operations_are_unreadable() {
        let before = sides(ours("old"), ours("new"), Some("t0"));
        let judge = |after| judge_swap(&SwapFacts { before: before.clone(), after, in_progress: None });
        assert!(matches!(judge(before.clone()), SwapReading::Undecided { .. }));
        assert_eq!(judge(sides(ours("new"), ours("old"), Some("t0"))), SwapReading::Swapped);
    }

    #[test]
    fn during_an_operation_the_result_is_unknown() {
        let before = sides(ours("old"), ours("new"), None);
        let facts = SwapFacts { after: sides(ours("new"), ours("old"), Some("t1")), before, in_progress: Some(true) };
        assert!(matches!(judge_swap(&facts), SwapReading::Undecided { .. }));
    }

    fn any_sides() -> impl Strategy<Value = Held> {
        (any_content(), any_content(), prop_oneof![Just(None), Just(Some("t0")), Just(Some("t1"))])
            .prop_map(|(production, slot, stamp)| sides(production, slot, stamp))
    }

    proptest! {
        #[test]
        fn swapped_is_reported_only_when_production_runs_the_former_content_of_the_slot(
            before in any_sides(), after in any_sides()
        ) {
            if reading(before.clone(), after.clone()) == SwapReading::Swapped {
                let same_before = compare(&before.production, &before.slot) == Comparison::Same;
                prop_assert!(same_before || compare(&after.production, &before.slot) == Comparison::Same);
            }
        }

        #[test]
        fn not_swapped_is_never_reported_when_production_changed(before in any_sides(), after in any_sides()) {
            if reading(before.clone(), after.clone()) == SwapReading::NotSwapped {
                let same_before = compare(&before.production, &before.slot) == Comparison::Same;
                let stayed = compare(&after.production, &before.production);
                let kept = compare(&after.slot, &before.slot) == Comparison::Same
                    && compare(&after.production, &before.slot) == Comparison::Different;
                prop_assert!(same_before || stayed == Comparison::Same || stayed == Comparison::CannotTell && kept);
            }
        }
    }
}

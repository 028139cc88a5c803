use serde::{Deserialize, Serialize};

use super::{Comparison, compare};
use crate::record::ContentIdentity;

/// What the two sides held at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    /// Production's content.
    pub production: ContentIdentity,
    /// The slot's content.
    pub slot: ContentIdentity,
    /// `slotSwapStatus.timestampUtc` of production: when Azure last completed a swap; `None` when
    /// never, or not read.
    pub swap_stamp: Option<String>,
}

/// What is known after a swap was asked for, whatever became of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapFacts {
    /// Read before the request.
    pub before: Sides,
    /// Read now.
    pub after: Sides,
    /// Whether Azure named an operation in progress on either side, or completed one, while the sides were read; `None`
    /// when that could not be read.
    pub in_progress: Option<bool>,
}

/// What became of the swap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "reading")]
pub enum SwapReading {
    /// Production runs what the slot held, and the slot holds what production ran.
    Swapped,
    /// Both sides are as before, and nothing is under way.
    NotSwapped,
    /// Azure completed a swap, and both sides are as before: it put them back by itself, or somebody did.
    PutBack,
    /// Production runs neither what it ran nor what the slot held.
    WrongContent,
    /// It cannot be told, yet or at all.
    Undecided {
        /// Why, in one clause.
        reason: String,
    },
}

/// Reads a swap from its effects. Azure has no conditional swap and a lost answer says nothing
/// (release-safety §8), so the contents on both sides decide; `slotSwapStatus` alone decides only
/// where both sides held the same content.
pub fn judge_swap(facts: &SwapFacts) -> SwapReading {
    let reading = judge_contents(&facts.before, &facts.after);
    match facts.in_progress {
        Some(true) => undecided("an operation went on with one of the sides while they were read"),
        // Contents that changed places cannot have done so otherwise; that they did not may be for a moment only.
        None if reading != SwapReading::Swapped => undecided("whether an operation goes on could not be read"),
        _ => reading,
    }
}

fn judge_contents(before: &Sides, after: &Sides) -> SwapReading {
    let stamp_moved = after.swap_stamp.is_some() && after.swap_stamp != before.swap_stamp;
    if compare(&before.production, &before.slot) == Comparison::Same {
        return match stamp_moved {
            true => SwapReading::Swapped,
            false => SwapReading::NotSwapped,
        };
    }
    let arrived = compare(&after.production, &before.slot);
    let left = compare(&after.slot, &before.production);
    let stayed = compare(&after.production, &before.production);
    let kept = compare(&after.slot, &before.slot);
    match (arrived, left, stayed, kept) {
        (Comparison::Same, Comparison::Same, ..) => SwapReading::Swapped,
        // Whatever has become of the slot since: production got just what the slot held, by a swap.
        (Comparison::Same, ..) if stamp_moved => SwapReading::Swapped,
        // Whatever the slot holds by now: production runs what it ran, and Azure completed nothing.
        (.., Comparison::Same, _) if !stamp_moved => SwapReading::NotSwapped,
        (.., Comparison::Same, Comparison::Same) if stamp_moved => SwapReading::PutBack,
        (.., Comparison::Same, _) if stamp_moved => {
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
    use crate::judge::contents::{any_content, foreign, ours, unknown};
    use proptest::prelude::*;

    fn sides(production: ContentIdentity, slot: ContentIdentity, stamp: Option<&str>) -> Sides {
        Sides { production, slot, swap_stamp: stamp.map(str::to_owned) }
    }

    fn reading(before: Sides, after: Sides) -> SwapReading {
        judge_swap(&SwapFacts { before, after, in_progress: Some(false) })
    }

    #[test]
    fn the_first_release_over_foreign_content_is_read_like_any_other() {
        let before = sides(foreign("app"), ours("new"), None);
        assert_eq!(reading(before.clone(), sides(ours("new"), foreign("app"), Some("t1"))), SwapReading::Swapped);
        assert_eq!(reading(before.clone(), before), SwapReading::NotSwapped);
    }

    #[test]
    fn same_content_on_both_sides_is_decided_by_the_swap_stamp_alone() {
        let before = sides(ours("x"), ours("x"), Some("t0"));
        assert_eq!(reading(before.clone(), sides(ours("x"), ours("x"), Some("t1"))), SwapReading::Swapped);
        assert_eq!(reading(before.clone(), before), SwapReading::NotSwapped);
    }

    #[test]
    fn content_from_somewhere_else_in_production_is_wrong_content() {
        let before = sides(ours("old"), ours("new"), None);
        let after = sides(ours("third"), ours("old"), Some("t1"));
        assert_eq!(reading(before, after), SwapReading::WrongContent);
    }

    #[test]
    fn a_slot_that_was_deployed_to_right_after_the_swap_does_not_hide_it() {
        let before = sides(ours("old"), ours("new"), None);
        assert_eq!(reading(before, sides(ours("new"), ours("third"), Some("t1"))), SwapReading::Swapped);
    }

    #[test]
    fn a_completed_swap_with_both_sides_as_before_was_put_back() {
        let before = sides(ours("old"), ours("new"), None);
        let after = |slot| sides(ours("old"), slot, Some("t1"));
        assert_eq!(reading(before.clone(), after(ours("new"))), SwapReading::PutBack);
        for slot in [ours("third"), unknown()] {
            assert!(matches!(reading(before.clone(), after(slot)), SwapReading::Undecided { .. }));
        }
    }

    #[test]
    fn that_nothing_happened_is_not_said_while_it_cannot_be_read_whether_something_does() {
        let before = sides(ours("old"), ours("new"), Some("t0"));
        let judge = |after| judge_swap(&SwapFacts { before: before.clone(), after, in_progress: None });
        assert!(matches!(judge(before.clone()), SwapReading::Undecided { .. }));
        assert_eq!(judge(sides(ours("new"), ours("old"), Some("t0"))), SwapReading::Swapped);
    }

    #[test]
    fn while_an_operation_goes_on_nothing_is_decided() {
        let before = sides(ours("old"), ours("new"), None);
        let facts = SwapFacts { after: sides(ours("new"), ours("old"), Some("t1")), before, in_progress: Some(true) };
        assert!(matches!(judge_swap(&facts), SwapReading::Undecided { .. }));
    }

    fn any_sides() -> impl Strategy<Value = Sides> {
        (any_content(), any_content(), prop_oneof![Just(None), Just(Some("t0")), Just(Some("t1"))])
            .prop_map(|(production, slot, stamp)| sides(production, slot, stamp))
    }

    proptest! {
        #[test]
        fn swapped_is_never_said_unless_production_was_seen_to_run_what_the_slot_held(
            before in any_sides(), after in any_sides()
        ) {
            if reading(before.clone(), after.clone()) == SwapReading::Swapped {
                let same_before = compare(&before.production, &before.slot) == Comparison::Same;
                prop_assert!(same_before || compare(&after.production, &before.slot) == Comparison::Same);
            }
        }

        #[test]
        fn not_swapped_is_never_said_when_production_was_seen_to_change(before in any_sides(), after in any_sides()) {
            if reading(before.clone(), after.clone()) == SwapReading::NotSwapped {
                let same_before = compare(&before.production, &before.slot) == Comparison::Same;
                prop_assert!(same_before || compare(&after.production, &before.production) == Comparison::Same);
            }
        }
    }
}

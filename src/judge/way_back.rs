use std::time::Duration;

use super::{Comparison, Sides, compare};
use crate::record::{ContentIdentity, HostHealth};

/// A swap back takes this long, with what has to be read around it.
pub const TIME_FOR_A_SWAP_BACK: Duration = Duration::from_secs(150);

/// What is known when production is to get back what it served before.
#[derive(Debug, Clone)]
pub struct WayBackFacts {
    /// What both sides held before the swap, and the stamp that Azure set when it was through.
    pub before: Sides,
    /// The stamp of that swap; `None` when it was not read.
    pub our_stamp: Option<String>,
    /// What both sides hold now, and the last swap's stamp.
    pub now: Sides,
    /// Whether an operation goes on, or a swap is prepared, on either side.
    pub is_busy: bool,
    /// Whether the slot runs.
    pub slot_runs: bool,
    /// What its host says.
    pub slot_host: HostHealth,
    /// Whether settings of either side were changed since the swap; `None` when that could not be read.
    pub settings_changed: Option<bool>,
    /// Whether this release swapped back already.
    pub was_tried: bool,
    /// How much time is left; `None`: enough.
    pub time_left: Option<Duration>,
}

/// Whether the swap back may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayBack {
    /// It may.
    Open,
    /// Production serves its former content already: Azure, or somebody, put it back.
    AlreadyThere,
    /// It may not.
    Closed {
        /// Stable, kebab-case.
        guard: &'static str,
        /// In one clause.
        why: String,
    },
}

/// The guards of a swap back (release-safety §8): once, only to the content that was recorded before, only from a slot that
/// still holds just that and can run it, and never into somebody else's work. Foreign content is good enough; unknown
/// content never is.
pub fn judge_way_back(facts: &WayBackFacts) -> WayBack {
    let (previous, released) = (&facts.before.production, &facts.before.slot);
    let differs = compare(previous, released) != Comparison::Same;
    if differs && compare(&facts.now.production, previous) == Comparison::Same {
        return WayBack::AlreadyThere;
    }
    for guard in GUARDS {
        if let Some(why) = (guard.closed)(facts) {
            return WayBack::Closed { guard: guard.name, why };
        }
    }
    WayBack::Open
}

struct Guard {
    name: &'static str,
    closed: fn(&WayBackFacts) -> Option<String>,
}

const GUARDS: &[Guard] = &[
    Guard {
        name: "once",
        closed: |facts| facts.was_tried.then(|| "this release was swapped back once already".to_owned()),
    },
    Guard {
        name: "previous-known",
        closed: |facts| match &facts.before.production {
            ContentIdentity::Unknown { reason } => {
                Some(format!("what production served before could not be read ({reason})"))
            }
            _ => None,
        },
    },
    Guard {
        name: "slot-unchanged",
        closed: |facts| match compare(&facts.now.slot, &facts.before.production) {
            Comparison::Same => None,
            _ => Some(format!("the slot holds {} and not what production served before", facts.now.slot)),
        },
    },
    Guard {
        name: "production-ours",
        closed: |facts| match compare(&facts.now.production, &facts.before.slot) {
            Comparison::Different => Some(format!("production runs {} by now", facts.now.production)),
            _ => None,
        },
    },
    Guard {
        name: "last-swap-ours",
        closed: |facts| match (&facts.our_stamp, &facts.now.swap_stamp) {
            (Some(ours), Some(last)) if ours != last => Some("somebody swapped again meanwhile".to_owned()),
            (Some(_), None) => Some("when Azure last swapped could not be read".to_owned()),
            _ => None,
        },
    },
    Guard {
        name: "nothing-pending",
        closed: |facts| facts.is_busy.then(|| "another operation or a prepared swap is in the way".to_owned()),
    },
    Guard {
        name: "slot-runs",
        closed: |facts| match (&facts.slot_runs, &facts.slot_host) {
            (false, _) => Some("the slot is stopped".to_owned()),
            (_, HostHealth::Broken(detail)) => Some(format!("the Functions host of the slot is {detail}")),
            _ => None,
        },
    },
    Guard {
        name: "settings-unchanged",
        closed: |facts| {
            let changed = facts.settings_changed == Some(true);
            changed.then(|| "settings were changed since the swap, and would be swapped as well".to_owned())
        },
    },
    Guard {
        name: "time-left",
        closed: |facts| {
            let left = facts.time_left.filter(|left| *left < TIME_FOR_A_SWAP_BACK)?;
            Some(format!(
                "only {} s are left, and a swap back takes {}",
                left.as_secs(),
                TIME_FOR_A_SWAP_BACK.as_secs()
            ))
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::contents::{any_content, foreign, ours, unknown};
    use proptest::prelude::*;

    fn sides(production: ContentIdentity, slot: ContentIdentity, stamp: &str) -> Sides {
        Sides { production, slot, swap_stamp: Some(stamp.to_owned()) }
    }

    fn facts() -> WayBackFacts {
        WayBackFacts {
            before: sides(foreign("1"), ours("new"), "t0"),
            our_stamp: Some("t1".into()),
            now: sides(ours("new"), foreign("1"), "t1"),
            is_busy: false,
            slot_runs: true,
            slot_host: HostHealth::Running,
            settings_changed: Some(false),
            was_tried: false,
            time_left: None,
        }
    }

    fn guard_of(change: impl FnOnce(&mut WayBackFacts)) -> &'static str {
        let mut facts = facts();
        change(&mut facts);
        match judge_way_back(&facts) {
            WayBack::Closed { guard, .. } => guard,
            WayBack::Open => "open",
            WayBack::AlreadyThere => "already there",
        }
    }

    #[test]
    fn each_guard_closes_the_way_back_by_itself() {
        assert_eq!(guard_of(|_| ()), "open", "foreign content is good enough");
        assert_eq!(guard_of(|facts| facts.was_tried = true), "once");
        assert_eq!(guard_of(|facts| facts.before.production = unknown()), "previous-known");
        assert_eq!(guard_of(|facts| facts.now.slot = ours("third")), "slot-unchanged");
        assert_eq!(guard_of(|facts| facts.now.slot = unknown()), "slot-unchanged");
        assert_eq!(guard_of(|facts| facts.now.production = ours("third")), "production-ours");
        assert_eq!(guard_of(|facts| facts.now.swap_stamp = Some("t2".into())), "last-swap-ours");
        assert_eq!(guard_of(|facts| facts.now.swap_stamp = None), "last-swap-ours");
        assert_eq!(guard_of(|facts| facts.is_busy = true), "nothing-pending");
        assert_eq!(guard_of(|facts| facts.slot_runs = false), "slot-runs");
        assert_eq!(guard_of(|facts| facts.slot_host = HostHealth::Broken("in state Error".into())), "slot-runs");
        assert_eq!(guard_of(|facts| facts.settings_changed = Some(true)), "settings-unchanged");
        assert_eq!(guard_of(|facts| facts.time_left = Some(Duration::from_secs(149))), "time-left");
    }

    #[test]
    fn a_production_too_broken_to_say_what_it_runs_is_swapped_back() {
        assert_eq!(guard_of(|facts| facts.now.production = unknown()), "open");
    }

    #[test]
    fn what_was_put_back_by_somebody_else_is_not_swapped_once_more() {
        assert_eq!(guard_of(|facts| facts.now = sides(foreign("1"), ours("new"), "t2")), "already there");
    }

    proptest! {
        #[test]
        fn the_way_is_never_open_to_anything_but_the_content_recorded_before(
            previous in any_content(), slot in any_content(), production in any_content(), stamp in 0..3u8
        ) {
            let mut facts = facts();
            facts.before.production = previous.clone();
            facts.now = sides(production.clone(), slot.clone(), &format!("t{stamp}"));
            if judge_way_back(&facts) == WayBack::Open {
                prop_assert_eq!(compare(&slot, &previous), Comparison::Same);
                prop_assert!(compare(&production, &facts.before.slot) != Comparison::Different);
                prop_assert_eq!(stamp, 1);
            }
        }

        /// Of use for its words only: no schedule shows harm without `previous-known`, since whatever the slot holds is not
        /// the same as something unknown, and what is not the same is closed by `slot-unchanged`.
        #[test]
        fn previous_known_closes_nothing_that_slot_unchanged_leaves_open(slot in any_content(), previous in any_content()) {
            let closed = |previous: &ContentIdentity| guard_of(|facts| {
                (facts.before.production, facts.now.slot) = (previous.clone(), slot.clone());
            });
            prop_assert_eq!(closed(&unknown()), "previous-known");
            prop_assert_ne!(compare(&slot, &unknown()), Comparison::Same);
            if previous != unknown() && compare(&slot, &previous) != Comparison::Same && previous != ours("new") {
                prop_assert_eq!(closed(&previous), "slot-unchanged");
            }
        }
    }
}

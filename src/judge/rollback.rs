use std::time::Duration;

use super::{Comparison, compare};
use crate::record::{Code, ContentIdentity, FilesMark, Held, HostHealth};

/// The time that a swap back takes, with the reads before and after it.
pub const TIME_FOR_A_SWAP_BACK: Duration = Duration::from_secs(150);

/// What it takes besides where the slot is stopped: a cold start.
pub const TIME_FOR_A_START: Duration = Duration::from_secs(60);

/// The facts before a swap back.
#[derive(Debug, Clone)]
pub struct RollbackFacts {
    /// What both sides held before the swap.
    pub before: Held,
    /// The stamp of that swap; `None` when it was not read.
    pub our_stamp: Option<String>,
    /// What both sides hold now, with the last swap's stamp.
    pub now: Held,
    /// The files that the swap brought to production; `None` when they were not listed before it.
    pub files: Option<FilesMark>,
    /// The files of production now; `None` when they could not be listed.
    pub files_now: Option<FilesMark>,
    /// Whether an operation is in progress, or a swap is prepared, on either side.
    pub is_busy: bool,
    /// Whether the slot runs.
    pub slot_runs: bool,
    /// Whether it was stopped, and this release started it for the swap back.
    pub was_started: bool,
    /// What its host says.
    pub slot_host: HostHealth,
    /// Whether settings of either side were changed since the swap.
    pub settings: SettingsSince,
    /// Whether this release swapped back already.
    pub was_tried: bool,
    /// How much time is left; `None`: enough.
    pub time_left: Option<Duration>,
}

/// Whether settings of either side were changed since the swap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsSince {
    /// They are as the swap left them.
    Unchanged,
    /// Somebody changed them.
    Changed,
    /// They could not be read right after the swap, or cannot be now. That closes nothing, since users wait for the way back; it is
    /// said.
    Unread,
    /// This identity may not read settings, which was said before the swap.
    NoRight,
}

/// Whether the swap back may be requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollbackPath {
    /// It may.
    Open,
    /// It may once the slot runs, which is stopped; then everything is looked at again.
    StartFirst,
    /// Production already serves its former content: Azure or another client restored it.
    AlreadyThere,
    /// It may not.
    Closed {
        /// The guard that stands against it.
        code: Code,
        /// In one clause.
        why: String,
    },
}

/// The guards of a swap back (facts: unconditional-swap): once, only to the recorded former content, only from a slot that still
/// holds exactly that and can run it, and never over another client's change: production holds just what the swap brought there. Foreign content is accepted, unknown content is
/// not.
pub fn judge_rollback(facts: &RollbackFacts) -> RollbackPath {
    let (previous, released) = (&facts.before.production, &facts.before.slot);
    let differs = compare(previous, released) != Comparison::Same;
    if differs && compare(&facts.now.production, previous) == Comparison::Same {
        return RollbackPath::AlreadyThere;
    }
    for guard in GUARDS {
        if let Some(why) = (guard.closed)(facts) {
            return RollbackPath::Closed { code: guard.code.clone(), why };
        }
    }
    if facts.slot_runs { RollbackPath::Open } else { RollbackPath::StartFirst }
}

/// Whether nothing is known of the slot's content because the slot is stopped: that is seen once it runs.
fn is_unseen(facts: &RollbackFacts) -> bool {
    let unknown = compare(&facts.now.slot, &facts.before.production) == Comparison::CannotTell;
    !facts.slot_runs && !facts.was_started && unknown
}

struct Guard {
    code: Code,
    closed: fn(&RollbackFacts) -> Option<String>,
}

const GUARDS: &[Guard] = &[
    Guard {
        code: Code::ROLLBACK_REFUSED_ONCE,
        closed: |facts| facts.was_tried.then(|| "this release already swapped back once".to_owned()),
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_PREVIOUS_KNOWN,
        closed: |facts| match &facts.before.production {
            ContentIdentity::Unknown { reason } => {
                Some(format!("what production served before could not be read ({reason})"))
            }
            _ => None,
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_SLOT_UNCHANGED,
        closed: |facts| match compare(&facts.now.slot, &facts.before.production) {
            Comparison::Same => None,
            _ if is_unseen(facts) => None,
            _ => Some(format!("the slot holds {} and not what production served before", facts.now.slot)),
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_PRODUCTION_OURS,
        closed: |facts| match compare(&facts.now.production, &facts.before.slot) {
            Comparison::Different => Some(format!("production runs {} now", facts.now.production)),
            _ => None,
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_PRODUCTION_READ,
        closed: |facts| match (compare(&facts.now.production, &facts.before.slot), &facts.files, &facts.files_now) {
            (Comparison::CannotTell, ..) => {
                Some(format!("production's content is {}, and may be another client's", facts.now.production))
            }
            (_, Some(_), None) => Some("production's files cannot be listed, and one may have been changed".to_owned()),
            _ => None,
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_PRODUCTION_UNCHANGED,
        closed: |facts| match (&facts.files, &facts.files_now) {
            (Some(then), Some(now)) if then != now => Some(format!(
                "files of production were changed in place since the swap: production holds {} with another client's changes",
                facts.now.production
            )),
            _ => None,
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_LAST_SWAP_OURS,
        closed: |facts| match (&facts.our_stamp, &facts.now.swap_stamp) {
            (Some(ours), Some(last)) if ours != last => Some("another client swapped again".to_owned()),
            (Some(_), None) => Some("when Azure last swapped could not be read".to_owned()),
            // Ours was not read, and Azure may write it late. One that has not moved since before our swap is no other client's;
            // one that has says nothing, and then only the files prove that production is as our swap left it.
            (None, last) if *last != facts.before.swap_stamp && facts.files.is_none() => {
                Some("whether Azure's last swap is this release's could not be read".to_owned())
            }
            (Some(_), Some(_)) | (None, _) => None,
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_NOTHING_PENDING,
        closed: |facts| facts.is_busy.then(|| "another operation or a prepared swap blocks it".to_owned()),
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_SLOT_RUNS,
        closed: |facts| match (&facts.slot_runs, &facts.slot_host) {
            (false, _) if facts.was_started => Some("the slot is stopped, and did not start".to_owned()),
            // Of a stopped slot's host nothing is known.
            (false, _) => None,
            (_, HostHealth::Broken(detail)) => Some(format!("the Functions host of the slot is {detail}")),
            _ => None,
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_SETTINGS_UNCHANGED,
        closed: |facts| {
            let changed = facts.settings == SettingsSince::Changed;
            changed.then(|| "settings were changed since the swap, and would be swapped as well".to_owned())
        },
    },
    Guard {
        code: Code::ROLLBACK_REFUSED_TIME_LEFT,
        closed: |facts| {
            let start = if facts.slot_runs { Duration::ZERO } else { TIME_FOR_A_START };
            let needed = TIME_FOR_A_SWAP_BACK + start;
            let left = facts.time_left.filter(|left| *left < needed)?;
            Some(format!("only {} s are left, and a swap back takes {}", left.as_secs(), needed.as_secs()))
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::sample_content::{any_content, foreign, ours, unknown};
    use crate::record::Digest;
    use proptest::prelude::*;

    fn sides(production: ContentIdentity, slot: ContentIdentity, stamp: &str) -> Held {
        Held { production, slot, swap_stamp: Some(stamp.to_owned()) }
    }

    fn facts() -> RollbackFacts {
        RollbackFacts {
            before: sides(foreign("1"), ours("new"), "t0"),
            our_stamp: Some("t1".into()),
            now: sides(ours("new"), foreign("1"), "t1"),
            files: None,
            files_now: None,
            is_busy: false,
            slot_runs: true,
            was_started: false,
            slot_host: HostHealth::Running,
            settings: SettingsSince::Unchanged,
            was_tried: false,
            time_left: None,
        }
    }

    fn files(text: &str) -> FilesMark {
        FilesMark { digest: Digest::of(text.as_bytes()), files: 1, is_whole: true }
    }

    fn guard_of(change: impl FnOnce(&mut RollbackFacts)) -> String {
        let mut facts = facts();
        change(&mut facts);
        match judge_rollback(&facts) {
            RollbackPath::Closed { code, .. } => code.as_str().trim_start_matches("rollback-refused-").to_owned(),
            RollbackPath::Open => "open".to_owned(),
            RollbackPath::StartFirst => "start first".to_owned(),
            RollbackPath::AlreadyThere => "already there".to_owned(),
        }
    }

    #[test]
    fn each_guard_alone_prevents_the_swap_back() {
        assert_eq!(guard_of(|_| ()), "open", "foreign content is good enough");
        assert_eq!(guard_of(|facts| facts.was_tried = true), "once");
        assert_eq!(guard_of(|facts| facts.before.production = unknown()), "previous-known");
        assert_eq!(guard_of(|facts| facts.now.slot = ours("third")), "slot-unchanged");
        assert_eq!(guard_of(|facts| facts.now.slot = unknown()), "slot-unchanged");
        assert_eq!(guard_of(|facts| facts.now.production = ours("third")), "production-ours");
        assert_eq!(guard_of(|facts| facts.now.production = unknown()), "production-read");
        assert_eq!(guard_of(|facts| facts.files = Some(files("a"))), "production-read");
        assert_eq!(guard_of(|facts| (facts.files, facts.files_now) = (Some(files("a")), Some(files("a")))), "open");
        assert_eq!(
            guard_of(|facts| (facts.files, facts.files_now) = (Some(files("a")), Some(files("b")))),
            "production-unchanged"
        );
        assert_eq!(guard_of(|facts| facts.now.swap_stamp = Some("t2".into())), "last-swap-ours");
        assert_eq!(guard_of(|facts| facts.now.swap_stamp = None), "last-swap-ours");
        assert_eq!(guard_of(|facts| facts.our_stamp = None), "last-swap-ours", "it may be another's");
        let not_moved = |facts: &mut RollbackFacts| (facts.our_stamp, facts.now.swap_stamp) = (None, Some("t0".into()));
        assert_eq!(guard_of(not_moved), "open", "nobody has swapped, as far as Azure's stamp goes");
        let proved_by_files = |facts: &mut RollbackFacts| {
            (facts.our_stamp, facts.files, facts.files_now) = (None, Some(files("a")), Some(files("a")));
        };
        assert_eq!(guard_of(proved_by_files), "open");
        assert_eq!(guard_of(|facts| facts.is_busy = true), "nothing-pending");
        assert_eq!(guard_of(|facts| (facts.slot_runs, facts.was_started) = (false, true)), "slot-runs");
        assert_eq!(guard_of(|facts| facts.slot_host = HostHealth::Broken("in state Error".into())), "slot-runs");
        assert_eq!(guard_of(|facts| facts.settings = SettingsSince::Changed), "settings-unchanged");
        assert_eq!(guard_of(|facts| facts.settings = SettingsSince::Unread), "open", "users wait, and it is said");
        assert_eq!(guard_of(|facts| facts.settings = SettingsSince::NoRight), "open", "it was said before the swap");
        assert_eq!(guard_of(|facts| facts.time_left = Some(Duration::from_secs(149))), "time-left");
        assert_eq!(guard_of(|facts| facts.time_left = Some(TIME_FOR_A_SWAP_BACK)), "open");
    }

    #[test]
    fn a_stopped_slot_is_started_before_the_swap_back_and_only_when_nothing_else_forbids_it() {
        let stopped = |change: fn(&mut RollbackFacts)| {
            guard_of(|facts| {
                (facts.slot_runs, facts.slot_host) = (false, HostHealth::Broken("in state Stopped".into()));
                change(facts);
            })
        };
        assert_eq!(stopped(|_| ()), "start first");
        assert_eq!(stopped(|facts| facts.now.slot = unknown()), "start first", "it is seen once it runs");
        assert_eq!(stopped(|facts| (facts.now.slot, facts.was_started) = (unknown(), true)), "slot-unchanged");
        assert_eq!(stopped(|facts| facts.now.slot = ours("third")), "slot-unchanged");
        assert_eq!(stopped(|facts| facts.is_busy = true), "nothing-pending");
        assert_eq!(stopped(|facts| facts.time_left = Some(TIME_FOR_A_SWAP_BACK)), "time-left");
        assert_eq!(stopped(|facts| facts.time_left = Some(TIME_FOR_A_SWAP_BACK + TIME_FOR_A_START)), "start first");
    }

    #[test]
    fn content_that_another_client_restored_is_not_swapped_again() {
        assert_eq!(guard_of(|facts| facts.now = sides(foreign("1"), ours("new"), "t2")), "already there");
    }

    proptest! {
        #[test]
        fn a_swap_back_is_allowed_only_to_the_recorded_former_content(
            previous in any_content(), slot in any_content(), production in any_content(), stamp in 0..3u8
        ) {
            let mut facts = facts();
            facts.before.production = previous.clone();
            facts.now = sides(production.clone(), slot.clone(), &format!("t{stamp}"));
            if judge_rollback(&facts) == RollbackPath::Open {
                prop_assert_eq!(compare(&slot, &previous), Comparison::Same);
                prop_assert_eq!(compare(&production, &facts.before.slot), Comparison::Same);
                prop_assert_eq!(stamp, 1);
            }
        }

        /// `previous-known` only gives a better reason: unknown content never compares as the same, so `slot-unchanged`
        /// forbids the same cases.
        #[test]
        fn slot_unchanged_covers_every_case_of_previous_known(slot in any_content(), previous in any_content()) {
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

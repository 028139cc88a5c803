use std::time::Duration;

use super::{Comparison, compare};
use crate::record::{ContentIdentity, HistoryEntry};

/// The facts for a requested rollback.
#[derive(Debug, Clone)]
pub struct FormerFacts<'a> {
    /// What production runs.
    pub production: &'a ContentIdentity,
    /// What the slot holds.
    pub slot: &'a ContentIdentity,
    /// What production served before, by the record of the release that it runs now.
    pub recorded: Option<&'a ContentIdentity>,
    /// The run that rolled the slot's content back, if the release history has one and none verified it later.
    pub taken_back: Option<&'a HistoryEntry>,
    /// How long ago Azure last completed a swap; `None` when never.
    pub swapped_ago: Option<Duration>,
    /// How long ago the newest deployment to the slot ended; `None` when that could not be read.
    pub deployed_ago: Option<Duration>,
    /// The same for production.
    pub production_deployed_ago: Option<Duration>,
    /// Whether a deployment to the slot is in progress; `None` when that could not be read: a rollback then needs a
    /// record.
    pub is_deploying: Option<bool>,
}

/// The way back to the former content of production.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayBack {
    /// A swap restores this content, which the slot holds.
    Open(ContentIdentity),
    /// Production serves its former content already; the slot holds what was taken back.
    AlreadyThere {
        /// What restored it, in one clause.
        by: String,
    },
    /// A swap would not restore it, or that is unknown.
    Closed {
        /// In one clause.
        why: String,
    },
}

/// Whether a swap gives production back what it served before. It never leads to content that was rolled back. Without a
/// record Azure's state decides: a swap brought the former content into the slot, it is there until the next deployment to the
/// slot, and it is older than what production runs.
pub fn find_former(facts: &FormerFacts) -> WayBack {
    let (slot, production) = (facts.slot, facts.production);
    if let ContentIdentity::Unknown { reason } = slot {
        return closed(format!("what the slot holds cannot be read ({reason})"));
    }
    if compare(slot, production) == Comparison::Same {
        return closed(format!("production and slot both hold {slot}"));
    }
    if facts.is_deploying == Some(true) {
        return closed("a deployment to the slot is in progress");
    }
    if let Some(back) = facts.taken_back {
        let by = run_of(back);
        let restored = back.memo.restores.as_ref().unwrap_or(&back.memo.production);
        return match compare(production, restored) {
            Comparison::Same => WayBack::AlreadyThere { by },
            _ => closed(format!("the slot holds {slot}, which was rolled back by {by}")),
        };
    }
    match facts.recorded {
        Some(recorded) if compare(slot, recorded) == Comparison::Same => WayBack::Open(slot.clone()),
        Some(_) => closed(format!("the slot holds {slot}, which is not what production served before")),
        None => by_azure_alone(facts),
    }
}

fn by_azure_alone(facts: &FormerFacts) -> WayBack {
    let slot = facts.slot;
    let Some(swapped) = facts.swapped_ago else { return closed("Azure reports no swap into production") };
    let Some(deployed) = facts.deployed_ago else {
        return closed("when the slot was last deployed to cannot be read");
    };
    if deployed <= swapped {
        return closed(format!("the slot was deployed to since the last swap and holds {slot}"));
    }
    // A history moves with its content.
    match facts.production_deployed_ago {
        None => {
            closed("when production's content was deployed cannot be read, so which content is the former is unknown")
        }
        Some(production) if production <= swapped => closed("production was deployed to since the last swap"),
        Some(production) if production >= deployed => WayBack::AlreadyThere {
            by: format!("the last swap, {} s ago, of which no run is recorded", swapped.as_secs()),
        },
        Some(_) => WayBack::Open(slot.clone()),
    }
}

fn run_of(entry: &HistoryEntry) -> String {
    let release = &entry.memo.release;
    match &entry.memo.run {
        Some(run) => format!("run {run} (release {release}, {})", entry.source()),
        None => format!("the release {release} ({})", entry.source()),
    }
}

fn closed(why: impl Into<String>) -> WayBack {
    WayBack::Closed { why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::sample_content::{any_content, foreign, ours, unknown};
    use crate::record::{Digest, Memo, MemoryPlace, Outcome};
    use proptest::prelude::*;
    use time::OffsetDateTime;

    struct Now {
        production: ContentIdentity,
        slot: ContentIdentity,
        recorded: Option<ContentIdentity>,
        taken_back: Option<HistoryEntry>,
        swapped: Option<u64>,
        deployed: Option<u64>,
        production_deployed: Option<u64>,
        busy: Option<bool>,
    }

    /// What a run that rolled content back wrote: it restored this.
    fn back(restored: ContentIdentity, on_request: bool) -> HistoryEntry {
        let memo = Memo {
            run: Some("78".into()),
            production: if on_request { ours("any") } else { restored.sealed() },
            restores: on_request.then(|| restored.sealed()),
            ..Memo::sample("sd-1", Digest::of(b"any"))
        };
        let outcome = if on_request { Outcome::RolledBackOnRequest } else { Outcome::RolledBack };
        let created = OffsetDateTime::UNIX_EPOCH;
        HistoryEntry {
            id: 1,
            place: MemoryPlace::GitHub,
            switch: None,
            created,
            author: None,
            commit: None,
            memo,
            ended: Some((created, outcome)),
        }
    }

    fn find(change: impl FnOnce(&mut Now)) -> WayBack {
        let mut now = Now {
            production: ours("new"),
            slot: ours("old"),
            recorded: None,
            taken_back: None,
            swapped: Some(600),
            deployed: Some(90_000),
            production_deployed: Some(700),
            busy: Some(false),
        };
        change(&mut now);
        find_former(&FormerFacts {
            production: &now.production,
            slot: &now.slot,
            recorded: now.recorded.as_ref(),
            taken_back: now.taken_back.as_ref(),
            swapped_ago: now.swapped.map(Duration::from_secs),
            deployed_ago: now.deployed.map(Duration::from_secs),
            production_deployed_ago: now.production_deployed.map(Duration::from_secs),
            is_deploying: now.busy,
        })
    }

    fn why(change: impl FnOnce(&mut Now)) -> String {
        match find(change) {
            WayBack::Closed { why } => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_content_that_the_last_swap_brought_into_the_slot_is_the_former_content() {
        assert_eq!(find(|_| ()), WayBack::Open(ours("old")));
        assert_eq!(find(|now| now.recorded = Some(ours("old"))), WayBack::Open(ours("old")));
    }

    #[test]
    fn a_rollback_to_any_other_content_is_refused() {
        assert!(why(|now| now.deployed = Some(300)).contains("deployed to since"));
        assert!(why(|now| now.deployed = None).contains("cannot be read"));
        assert!(why(|now| now.swapped = None).contains("no swap"));
        assert!(why(|now| now.recorded = Some(ours("older"))).contains("not what production served"));
        assert!(why(|now| now.slot = ours("new")).contains("both hold"));
        assert!(why(|now| now.slot = unknown()).contains("503"));
        assert!(why(|now| now.busy = Some(true)).contains("in progress"));
    }

    #[test]
    fn content_that_was_rolled_back_stays_out_and_its_run_is_named() {
        for on_request in [false, true] {
            let rolled_back = |now: &mut Now| {
                (now.production, now.slot) = (foreign("first"), ours("bad"));
                now.taken_back = Some(back(foreign("first"), on_request));
            };
            let WayBack::AlreadyThere { by } = find(rolled_back) else { panic!("on request: {on_request}") };
            assert_eq!(by, "run 78 (release sd-1, GitHub Deployment 1 by an unnamed account)");
            let then_another = why(|now| {
                rolled_back(now);
                now.production = ours("third");
            });
            assert!(then_another.contains("rolled back by run 78"), "{then_another}");
        }
    }

    #[test]
    fn without_a_record_the_newer_content_is_not_the_former() {
        let there = find(|now| (now.deployed, now.production_deployed) = (Some(700), Some(90_000)));
        assert!(matches!(there, WayBack::AlreadyThere { ref by } if by.contains("the last swap")), "{there:?}");
        assert!(why(|now| now.production_deployed = None).contains("unknown"));
        assert!(why(|now| now.production_deployed = Some(10)).contains("production was deployed to"));
    }

    #[test]
    fn without_a_readable_history_of_the_slot_only_a_record_allows_a_rollback() {
        let unread = |now: &mut Now| (now.deployed, now.busy) = (None, None);
        assert!(why(unread).contains("cannot be read"));
        let recorded = find(|now| {
            unread(now);
            now.recorded = Some(ours("old"));
        });
        assert_eq!(recorded, WayBack::Open(ours("old")));
    }

    proptest! {
        #[test]
        fn a_rollback_restores_only_content_that_is_in_the_slot_and_in_the_record(
            slot in any_content(),
            recorded in proptest::option::of(any_content()),
            deployed in proptest::option::of(0..1200u64),
            production_deployed in proptest::option::of(0..1200u64),
            busy in proptest::option::of(proptest::bool::ANY),
        ) {
            let found = find(|now| {
                (now.slot, now.recorded, now.busy) = (slot.clone(), recorded.clone(), busy);
                (now.deployed, now.production_deployed) = (deployed, production_deployed);
            });
            if let WayBack::Open(former) = found {
                prop_assert_eq!(&former, &slot);
                prop_assert!(busy != Some(true) && compare(&slot, &ours("new")) != Comparison::Same);
                match recorded {
                    Some(recorded) => prop_assert_eq!(compare(&slot, &recorded), Comparison::Same),
                    None => {
                        prop_assert!(deployed.is_some_and(|ago| ago > 600), "deployed to since the swap");
                        prop_assert!(production_deployed.is_some_and(|ago| ago > 600 && Some(ago) < deployed));
                    }
                }
            }
        }

        /// Whatever else is known: what memory says of the content comes first.
        #[test]
        fn no_rollback_leads_to_content_that_was_rolled_back(
            contents in [any_content(), any_content(), any_content()],
            recorded in proptest::option::of(any_content()),
            on_request in proptest::bool::ANY,
            deployed in 0..1200u64,
        ) {
            let [production, slot, restored] = contents;
            let found = find(|now| {
                (now.production, now.slot, now.recorded) = (production.clone(), slot, recorded);
                now.deployed = Some(deployed);
                now.taken_back = Some(back(restored.clone(), on_request));
            });
            prop_assert!(!matches!(found, WayBack::Open(_)));
            if matches!(found, WayBack::AlreadyThere { .. }) {
                prop_assert_eq!(compare(&production, &restored), Comparison::Same);
            }
        }

        /// Two rollbacks by Azure's state alone do not alternate: the second one finds the contents exchanged.
        #[test]
        fn by_azure_alone_of_two_opposite_ways_at_most_one_is_open(
            swapped in 0..1200u64, of_slot in 0..1200u64, of_production in 0..1200u64
        ) {
            let way = |slot: u64, production: u64| find(|now| {
                (now.swapped, now.deployed, now.production_deployed) = (Some(swapped), Some(slot), Some(production));
            });
            let open = |way: WayBack| matches!(way, WayBack::Open(_));
            prop_assert!(!(open(way(of_slot, of_production)) && open(way(of_production, of_slot))));
        }
    }
}

use std::time::Duration;

use super::{Comparison, compare};
use crate::record::ContentIdentity;

/// What is known of production's past when a rollback is asked for.
#[derive(Debug, Clone)]
pub struct FormerFacts<'a> {
    /// What production runs.
    pub production: &'a ContentIdentity,
    /// What the slot holds.
    pub slot: &'a ContentIdentity,
    /// What production served before, by the record of the release that it runs now.
    pub recorded: Option<&'a ContentIdentity>,
    /// How long ago Azure last completed a swap; `None` when never.
    pub swapped_ago: Option<Duration>,
    /// How long ago the newest deployment to the slot ended; `None` when that could not be read.
    pub deployed_ago: Option<Duration>,
    /// Whether a deployment to the slot goes on.
    pub is_deploying: bool,
}

/// The content that production served before its last swap, if the slot still holds just that; otherwise why there is no
/// way back. Without a record Azure alone decides: what a swap brought into the slot is there as long as nothing was
/// deployed to it since.
pub fn find_former(facts: &FormerFacts) -> Result<ContentIdentity, String> {
    let slot = facts.slot;
    if let ContentIdentity::Unknown { reason } = slot {
        return Err(format!("what the slot holds cannot be read ({reason})"));
    }
    if compare(slot, facts.production) == Comparison::Same {
        return Err(format!("production and slot both hold {slot}"));
    }
    if facts.is_deploying {
        return Err("somebody is deploying to the slot".to_owned());
    }
    if let Some(recorded) = facts.recorded {
        return match compare(slot, recorded) {
            Comparison::Same => Ok(slot.clone()),
            _ => Err(format!("the slot holds {slot}, which is not what production served before")),
        };
    }
    match (facts.swapped_ago, facts.deployed_ago) {
        (None, _) => Err("Azure knows of no swap into production".to_owned()),
        (_, None) => Err("when the slot was last deployed to cannot be read".to_owned()),
        (Some(swapped), Some(deployed)) if deployed <= swapped => {
            Err(format!("the slot was deployed to since the last swap and holds {slot}"))
        }
        _ => Ok(slot.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::contents::{any_content, ours, unknown};
    use proptest::prelude::*;

    fn find(change: impl FnOnce(&mut Now)) -> Result<ContentIdentity, String> {
        let mut now =
            Now { slot: ours("old"), recorded: None, swapped: Some(600), deployed: Some(90_000), busy: false };
        change(&mut now);
        find_former(&FormerFacts {
            production: &ours("new"),
            slot: &now.slot,
            recorded: now.recorded.as_ref(),
            swapped_ago: now.swapped.map(Duration::from_secs),
            deployed_ago: now.deployed.map(Duration::from_secs),
            is_deploying: now.busy,
        })
    }

    struct Now {
        slot: ContentIdentity,
        recorded: Option<ContentIdentity>,
        swapped: Option<u64>,
        deployed: Option<u64>,
        busy: bool,
    }

    #[test]
    fn what_the_last_swap_brought_into_the_slot_is_what_production_served_before() {
        assert_eq!(find(|_| ()), Ok(ours("old")));
        assert_eq!(find(|now| now.recorded = Some(ours("old"))), Ok(ours("old")));
    }

    #[test]
    fn there_is_no_way_back_to_anything_else() {
        assert!(find(|now| now.deployed = Some(300)).unwrap_err().contains("deployed to since"));
        assert!(find(|now| now.deployed = None).is_err());
        assert!(find(|now| now.swapped = None).unwrap_err().contains("no swap"));
        assert!(find(|now| now.recorded = Some(ours("older"))).unwrap_err().contains("not what production served"));
        assert!(find(|now| now.slot = ours("new")).unwrap_err().contains("both hold"));
        assert!(find(|now| now.slot = unknown()).unwrap_err().contains("503"));
        assert!(find(|now| now.busy = true).is_err());
    }

    proptest! {
        #[test]
        fn production_only_ever_goes_back_to_what_the_slot_holds_and_the_record_says(
            slot in any_content(),
            recorded in proptest::option::of(any_content()),
            deployed in proptest::option::of(0..1200u64),
            busy: bool,
        ) {
            let found = find(|now| {
                (now.slot, now.recorded, now.deployed, now.busy) = (slot.clone(), recorded.clone(), deployed, busy);
            });
            if let Ok(former) = found {
                prop_assert_eq!(&former, &slot);
                prop_assert!(!busy && compare(&slot, &ours("new")) != Comparison::Same);
                match recorded {
                    Some(recorded) => prop_assert_eq!(compare(&slot, &recorded), Comparison::Same),
                    None => prop_assert!(deployed.is_some_and(|ago| ago > 600), "deployed to since the swap"),
                }
            }
        }
    }
}

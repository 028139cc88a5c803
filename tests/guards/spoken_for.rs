//! Two guards of a swap back that nobody can blind to any harm, because something else speaks first or as well.

use proptest::prelude::*;
use slot_deploy::judge::{
    Comparison, LeftBehind, Reached, Sides, WayBack, WayBackFacts, compare, judge_way_back, left_behind,
};
use slot_deploy::record::{ContentIdentity, Digest, Foreign, HostHealth};

/// `once` closes the way when a swap back was announced and nobody read back that it was not made. But then nobody comes to
/// the way back in the first place: what is left behind is to find out what became of that swap, and only the answer "it was
/// not made", which takes the announcement away, leads on.
#[test]
fn once_has_nothing_to_close_since_an_announced_swap_back_is_read_back_first() {
    let all = (0..64_u8).map(|bits| {
        let is = |bit: u8| bits >> bit & 1 == 1;
        Reached {
            swap_intended: is(0),
            swap_read_back: is(1),
            back_intended: is(2),
            back_read_back: is(3),
            prepared: is(4),
            drained: is(5),
        }
    });
    for reached in all.filter(|reached| reached.back_intended) {
        let left = left_behind(reached);
        assert!(matches!(left, LeftBehind::SwapBackUnknown | LeftBehind::SwappedBack), "{reached:?} leaves {left:?}");
    }
}

fn ours(text: &str) -> ContentIdentity {
    ContentIdentity::Ours { digest: Digest::of(text.as_bytes()) }
}

fn unknown() -> ContentIdentity {
    ContentIdentity::Unknown { reason: "403".into() }
}

fn any_identity() -> impl Strategy<Value = ContentIdentity> {
    let trace = || proptest::option::of("[ab]");
    let foreign = (trace(), trace(), trace()).prop_map(|(deployment_id, active_scm_deployment, package)| {
        ContentIdentity::Foreign(Foreign { deployment_id, active_scm_deployment, package, ..Foreign::default() })
    });
    prop_oneof!["[ab]".prop_map(|text| ours(&text)), foreign, Just(unknown())]
}

/// Everything is as it should be, but for these.
fn facts(previous: ContentIdentity, slot: ContentIdentity) -> WayBackFacts {
    let sides = |production, slot, stamp: &str| Sides { production, slot, swap_stamp: Some(stamp.to_owned()) };
    WayBackFacts {
        before: sides(previous, ours("new"), "t0"),
        our_stamp: Some("t1".into()),
        now: sides(ours("new"), slot, "t1"),
        is_busy: false,
        slot_runs: true,
        slot_host: HostHealth::Running,
        settings_changed: Some(false),
        was_tried: false,
        time_left: None,
    }
}

fn closes(facts: &WayBackFacts) -> Option<&'static str> {
    match judge_way_back(facts) {
        WayBack::Closed { guard, .. } => Some(guard),
        WayBack::Open | WayBack::AlreadyThere => None,
    }
}

proptest! {
    /// `previous-known` closes the way when nobody could read what production served before. Whatever the slot holds is not
    /// the same as that, and whatever is not the same is closed by `slot-unchanged` as well.
    #[test]
    fn previous_known_closes_nothing_that_slot_unchanged_leaves_open(previous in any_identity(), slot in any_identity()) {
        prop_assert_eq!(closes(&facts(unknown(), slot.clone())), Some("previous-known"));
        prop_assert_ne!(compare(&slot, &unknown()), Comparison::Same);
        let is_known = !matches!(previous, ContentIdentity::Unknown { .. });
        if is_known && compare(&slot, &previous) != Comparison::Same {
            prop_assert_eq!(closes(&facts(previous, slot)), Some("slot-unchanged"));
        }
    }
}

use super::{RollbackFacts, RollbackPath, SettingsSince, judge_rollback};
use crate::record::{ContentIdentity, Digest, Held, HostHealth};

/// Why a release over this content of production could not be rolled back by a swap; `None` when it could. It is the judgement
/// that opens the way back later, asked in thought: a release was swapped in, nothing else happened, and it is bad.
pub fn no_way_back(production: &ContentIdentity) -> Option<String> {
    let release = ContentIdentity::Ours { digest: Digest::of(b"a release that is not made yet") };
    let held = |production: &ContentIdentity, slot: &ContentIdentity, stamp: &str| Held {
        production: production.clone(),
        slot: slot.clone(),
        swap_stamp: Some(stamp.to_owned()),
    };
    let facts = RollbackFacts {
        before: held(production, &release, "before"),
        our_stamp: Some("swapped".to_owned()),
        now: held(&release, production, "swapped"),
        files: None,
        files_now: None,
        is_busy: false,
        slot_runs: true,
        was_started: false,
        slot_host: HostHealth::Running,
        settings: SettingsSince::Unchanged,
        was_tried: false,
        time_left: None,
    };
    match judge_rollback(&facts) {
        RollbackPath::Open | RollbackPath::StartFirst | RollbackPath::AlreadyThere => None,
        RollbackPath::Closed { .. } => Some(format!(
            "nothing identifies {production} beyond doubt (it was not deployed through the SCM site), so that the slot holds it \
             after the swap could not be proved"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::sample_content::{any_content, foreign, ours, unknown};
    use crate::judge::{Comparison, compare};
    use crate::record::Foreign;
    use proptest::prelude::*;

    #[test]
    fn content_that_leaves_no_trace_of_its_own_has_no_way_back() {
        assert_eq!(no_way_back(&ours("former")), None);
        assert_eq!(no_way_back(&foreign("1")), None);
        assert!(no_way_back(&unknown()).is_some());
        let by_ftp = Foreign { deployment_id: Some("app".to_owned()), ..Foreign::default() };
        assert!(no_way_back(&ContentIdentity::Foreign(by_ftp)).is_some_and(|why| why.contains("could not be proved")));
    }

    proptest! {
        /// The same judgement: what is promised before the swap holds when nothing else happens.
        #[test]
        fn a_way_back_is_foreseen_exactly_where_the_former_content_can_be_recognised(production in any_content()) {
            prop_assert_eq!(no_way_back(&production).is_none(), compare(&production, &production) == Comparison::Same);
        }
    }
}

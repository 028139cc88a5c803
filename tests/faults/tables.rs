//! What a run may end with, and every freedom that is given, with its reason.

use slot_deploy::record::Outcome;

use crate::invariants::{Plan, broken};
use crate::schedule::{Kind, Route, Schedule};
use crate::sweep::Verdict;
use crate::trial::Seen;

/// Ends of a release whose swap was made and which is not well; to be `rolled-back` once there is a rollback.
const AFTER_A_SWAP: [Outcome; 3] = [Outcome::Verified, Outcome::PromotedUnverified, Outcome::NeedsPerson];

/// A single fault that does not last and still may cost the release, each with its reason.
pub const COSTS: &[Exception] = &[
    Exception {
        is_such: |route, kind| {
            let is_word_of_the_app =
                matches!(kind, Kind::Error500 | Kind::Unauthorized | Kind::Forbidden | Kind::NotFoundOnce);
            is_word_of_the_app && route.service == "site" && route.slot.as_deref() != Some("production")
        },
        reason: "the new version itself answers its probe wrongly, and asking until it is right would hide flakes",
    },
    Exception {
        is_such: |route, _| route.ends("/slotsswap"),
        reason: "today a swap is asked for once, and what came of it is read back",
    },
];

pub struct Exception {
    pub is_such: fn(&Route, Kind) -> bool,
    pub reason: &'static str,
}

/// GitHub is only told, and warnings are only warnings.
pub fn is_needless(route: &Route) -> bool {
    route.service == "github" || route.ends("/api/remark")
}

/// How a run under `schedule` is to be taken.
pub fn judge(plan: &Plan, schedule: &Schedule, seen: &Seen) -> Verdict {
    let mut wrong = broken(plan, seen);
    let outcome = seen.outcome();
    let code = seen.said.last().unwrap().code.as_str();
    let swapped = seen.at_end == plan.release;
    let mut excuse = None;
    if !schedule.hits(|route| !is_needless(route)) && outcome != Outcome::Verified {
        wrong.push(format!("{code}: it failed for something that it does not need"));
    } else if !schedule.lasts() && schedule.0.len() == 1 && outcome != Outcome::Verified {
        let strike = &schedule.0[0];
        excuse = COSTS.iter().find(|exception| (exception.is_such)(&strike.route, strike.kind));
        if excuse.is_none() {
            wrong.push(format!("{code}: a single fault that does not last costs the release"));
        }
    } else if swapped && !AFTER_A_SWAP.contains(&outcome) || !swapped && outcome != Outcome::Aborted {
        wrong.push(format!("{code}: no such end"));
    }
    match (wrong.is_empty(), excuse) {
        (true, None) => Verdict::Fine,
        (true, Some(exception)) => Verdict::Excused(exception.reason),
        (false, _) => Verdict::Wrong(wrong),
    }
}

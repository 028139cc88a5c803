//! What a run may end with, and every freedom that is given, with its reason.

use slot_deploy::record::Outcome;

use crate::support::invariants::{Plan, broken, settings_travel_or_come_back, sites_travel_or_come_back};
use crate::support::schedule::{Kind, Route, Schedule, Strike};
use crate::support::sweep::Verdict;
use crate::support::trial::{Play, Seen};

/// A single fault that does not last and still may change how the release ends, each with its reason.
pub const COSTS: &[Exception] = &[Exception {
    is_such: |strike, _| {
        let is_word_of_the_app =
            matches!(strike.kind, Kind::Error500 | Kind::Unauthorized | Kind::Forbidden | Kind::NotFoundOnce);
        is_word_of_the_app && asks_the_app(&strike.route) && strike.route.slot.as_deref() != Some("production")
    },
    reason: "the new version itself answers its probe wrongly, and asking until it is right would hide flakes",
}];

/// When a person is needed although production's content is known to Azure, each with its reason.
// The last is no matter of reading: production is known to be bad, and Azure takes no request that would mend it.
pub const UNDECIDABLE: &[Exception] = &[
    Exception {
        is_such: |strike, _| asks_the_app(&strike.route) && strike.route.slot.as_deref() == Some("production"),
        reason: "production answers wrongly, or not at all, whatever it serves",
    },
    Exception {
        is_such: |strike, _| is_resource(&strike.route),
        reason: "whether somebody else swapped or works on a side cannot be read",
    },
    Exception {
        is_such: |strike, _| strike.route.service == "scm" && strike.route.ends("/api/deployments"),
        reason: "content that is not ours is told apart by the history of its deployments, and that cannot be read",
    },
    Exception {
        is_such: |strike, seen| {
            let lists_files = strike.route.service == "scm" && strike.route.path().contains("/api/vfs/site/wwwroot/");
            strike.lasts && seen.swaps() > 0 && lists_files && strike.route.slot.as_deref() == Some("production")
        },
        reason: "whether somebody mended a file of production in place cannot be read, and nobody's hotfix is swapped away",
    },
    Exception {
        is_such: |strike, seen| strike.lasts && seen.swaps() > 0 && strike.route.ends("/slotsswap"),
        reason: "production is bad, and Azure takes no request for a swap back any more",
    },
];

pub struct Exception {
    pub is_such: fn(&Strike, &Seen) -> bool,
    pub reason: &'static str,
}

fn asks_the_app(route: &Route) -> bool {
    route.service == "site" && !route.ends("/admin/host/ping")
}

/// The app itself, as users reach it too.
fn is_app(route: &Route) -> bool {
    route.service == "site"
}

/// The resource of a side itself.
fn is_resource(route: &Route) -> bool {
    route.method == "GET" && (route.ends("/sites/shop-orders") || route.ends("/slots/staging"))
}

/// GitHub is only told, and warnings are only warnings.
pub fn is_needless(route: &Route) -> bool {
    route.service == "github" || route.ends("/api/remark")
}

/// How a run under `schedule` is to be taken.
pub fn judge(play: &Play, plan: &Plan, schedule: &Schedule, seen: &Seen) -> Verdict {
    let mut wrong = broken(plan, seen, schedule.0.len());
    wrong.extend(settings_travel_or_come_back(plan, seen).err().map(|why| format!("I13: {why}")));
    wrong.extend(sites_travel_or_come_back(plan, seen).err().map(|why| format!("I15: {why}")));
    let said = seen.said.last().unwrap();
    let outcome = seen.outcome();
    if play.ends == Outcome::Verified && seen.swaps() > 1 && !schedule.0.iter().any(|strike| is_app(&strike.route)) {
        wrong.push("I5: nothing but measuring failed, and production was swapped back".to_owned());
    }
    let (code, alone) = (said.code.as_str(), schedule.0.len() == 1);
    let mut excuse = None;
    if schedule.0.iter().all(|strike| is_needless(&strike.route)) {
        if outcome != play.ends {
            wrong.push(format!("{code}: it failed for something that it does not need"));
        }
    } else if alone && !schedule.lasts() && outcome != play.ends {
        excuse = COSTS.iter().find(|exception| (exception.is_such)(&schedule.0[0], seen));
        if excuse.is_none() {
            wrong.push(format!("{code}: a single fault that does not last changes the end"));
        }
    } else if outcome == Outcome::NeedsPerson {
        let is_such =
            |exception: &&Exception| schedule.0.iter().any(|strike| strike.lasts && (exception.is_such)(strike, seen));
        excuse = UNDECIDABLE.iter().find(is_such);
        if excuse.is_none() {
            wrong.push(format!("{code}: {}", said.reason));
        }
    } else if !ends(plan, seen).contains(&outcome) {
        wrong.push(format!("{code}: no such end"));
    }
    match (wrong.is_empty(), excuse) {
        (true, None) => Verdict::Fine,
        (true, Some(exception)) => Verdict::Excused(exception.reason),
        (false, _) => Verdict::Wrong(wrong),
    }
}

/// The ends that there are for a release, by what it did to production.
pub fn ends(plan: &Plan, seen: &Seen) -> &'static [Outcome] {
    let swapped = seen.swaps() > 0;
    match (swapped, seen.at_end == plan.release) {
        (false, _) => &[Outcome::Aborted],
        // Nobody may have been able to see it, but then nobody has verified anything.
        (true, true) if plan.breaks_production => &[Outcome::PromotedUnverified],
        (true, true) => &[Outcome::Verified, Outcome::PromotedUnverified],
        (true, false) => &[Outcome::RolledBack],
    }
}

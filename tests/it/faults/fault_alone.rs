//! Every request under every fault, once and from then on.

use crate::faults::tables::judge;
use crate::support::draw::drawn;
use slot_deploy::record::Outcome;

use crate::support::plays::{
    BUILT, BY_URL, CREATED, CREATED_AND_BROKEN, FROM_STOPPED, HELD, HELD_AND_BROKEN, HELD_AND_STOPPED, MENDING,
    ON_SHARE, RACED, RACED_AND_BROKEN, RELEASE, ROLLED_BACK_TWICE, TAKEN_BACK, TAKEN_BACK_WITH_SETTINGS, TWO_JOBS,
    TWO_JOBS_WITH_SETTINGS, UNSEEN, UNSEEN_AND_BROKEN, UNTRACED, WITH_SETTINGS, WITH_SITE, WITHOUT_CHECKOUT, plan,
};
use crate::support::schedule::{Kind, Route, Schedule, Strike};
use crate::support::sweep::{Verdict, sweep};
use crate::support::trial::{Play, Seen};

/// Of the whole, so many are tried on each run of the tests.
const SAMPLE: usize = 9;

/// Every request under every fault that can strike it.
fn all(undisturbed: &Seen) -> Vec<Schedule> {
    let strike =
        |route: &Route, after, kind, lasts| Schedule(vec![Strike { route: route.clone(), after, kind, lasts }]);
    let mut schedules = Vec::new();
    for (route, after) in undisturbed.numbered() {
        for kind in Kind::ALL {
            schedules.push(strike(&route, after, kind, false));
            if kind.can_last() {
                schedules.push(strike(&route, after, kind, true));
            }
        }
    }
    schedules
}

/// The same from the request for the swap on; what comes before it is tried on another play, which is the same till then.
fn from_the_swap_on(undisturbed: &Seen) -> Vec<Schedule> {
    let swap = undisturbed.requests.iter().position(|request| request.path.ends_with("/slotsswap")).unwrap();
    let later = &undisturbed.numbered()[swap..];
    let is_later =
        |strike: &Strike| later.iter().any(|(route, after)| (route, *after) == (&strike.route, strike.after));
    all(undisturbed).into_iter().filter(|one| is_later(&one.0[0])).collect()
}

/// Only the first, second and last request of each route: polls are all alike.
fn distinct(undisturbed: &Seen) -> Vec<Schedule> {
    let numbered = undisturbed.numbered();
    let last = |route: &Route| numbered.iter().filter(|(other, _)| other == route).count() as u32 - 1;
    let all = all(undisturbed);
    all.into_iter().filter(|one| one.0[0].after <= 1 || one.0[0].after == last(&one.0[0].route)).collect()
}

/// A few of them. An odd stride meets each kind and each route in turn.
fn some(undisturbed: &Seen) -> Vec<Schedule> {
    let all = distinct(undisturbed);
    let stride = (all.len() / SAMPLE) | 1;
    all.into_iter().step_by(stride).collect()
}

fn try_all(play: &Play, schedules: impl Fn(&Seen) -> Vec<Schedule>) {
    let undisturbed = play.undisturbed();
    let plan = plan(&undisturbed);
    sweep(play, &schedules(&undisturbed), |schedule, seen| judge(play, &plan, schedule, seen)).report(play.name);
}

/// Those that are drawn of all.
fn try_drawn(play: &Play, schedules: impl Fn(&Seen) -> Vec<Schedule>) {
    try_all(play, |undisturbed| drawn(play.name, schedules(undisturbed)));
}

#[test]
fn a_fault_here_and_there_is_survived() {
    let odd = [UNSEEN, UNSEEN_AND_BROKEN, UNTRACED, MENDING, RACED, RACED_AND_BROKEN];
    for play in [RELEASE, TWO_JOBS, TAKEN_BACK, WITHOUT_CHECKOUT, BY_URL, ON_SHARE, WITH_SETTINGS].iter().chain(&odd) {
        try_all(play, some);
    }
}

#[test]
fn a_fault_here_and_there_is_survived_with_triggers_held_and_old_versions_stopped() {
    for play in [HELD, HELD_AND_STOPPED, HELD_AND_BROKEN, FROM_STOPPED] {
        try_all(&play, some);
    }
}

#[test]
#[ignore = "six thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_of_a_raced_release_is_survived() {
    for play in [RACED, RACED_AND_BROKEN] {
        try_drawn(&play, distinct);
    }
}

#[test]
fn whatever_is_in_its_way_a_second_rollback_does_not_undo_the_first() {
    let undisturbed = ROLLED_BACK_TWICE.undisturbed();
    assert_eq!((undisturbed.outcome(), undisturbed.swaps()), (Outcome::Unchanged, 2));
    sweep(&ROLLED_BACK_TWICE, &some(&undisturbed), |_, seen| {
        let is_back = seen.said.iter().any(|said| said.outcome == Outcome::RolledBackOnRequest);
        if is_back && (seen.at_end != seen.before || seen.later != seen.before) {
            return Verdict::Wrong(vec![format!("it was rolled back, and then production serves {}", seen.at_end)]);
        }
        Verdict::Fine
    })
    .report(ROLLED_BACK_TWICE.name);
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_of_one_command_is_survived() {
    try_drawn(&RELEASE, distinct);
}

/// The same at the requests that only such a release makes.
fn beside(play: &Play, undisturbed: &Seen) -> Vec<Schedule> {
    let usual: Vec<Route> = play.undisturbed().numbered().into_iter().map(|(route, _)| route).collect();
    distinct(undisturbed).into_iter().filter(|one| !usual.contains(&one.0[0].route)).collect()
}

#[test]
fn every_fault_while_settings_are_written_and_read_back_is_survived() {
    try_all(&WITH_SETTINGS, |undisturbed| beside(&RELEASE, undisturbed));
}

#[test]
fn faults_while_the_site_of_the_slot_is_written_and_read_back_are_survived() {
    try_all(&WITH_SITE, |undisturbed| every_third(beside(&RELEASE, undisturbed)));
}

#[test]
fn faults_while_a_slot_is_created_are_survived() {
    try_all(&CREATED, |undisturbed| every_third(every_third(beside(&RELEASE, undisturbed))));
}

fn every_third(schedules: Vec<Schedule>) -> Vec<Schedule> {
    schedules.into_iter().step_by(3).collect()
}

#[test]
fn a_fault_here_and_there_is_survived_with_a_slot_that_is_created_and_with_settings_in_two_jobs() {
    for play in [CREATED_AND_BROKEN, TWO_JOBS_WITH_SETTINGS, TAKEN_BACK_WITH_SETTINGS] {
        try_all(&play, some);
    }
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_through_a_created_slot_is_survived() {
    try_drawn(&CREATED, distinct_up_to_the_swap);
}

#[test]
#[ignore = "six thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_of_two_jobs_with_settings_is_survived() {
    for play in [TWO_JOBS_WITH_SETTINGS, TAKEN_BACK_WITH_SETTINGS] {
        try_drawn(&play, distinct);
    }
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_with_a_site_is_survived() {
    try_drawn(&WITH_SITE, distinct);
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_with_settings_is_survived() {
    try_drawn(&WITH_SETTINGS, distinct);
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_by_way_of_a_container_is_survived() {
    try_drawn(&BY_URL, distinct);
}

/// The first, second and last request of each route up to the swap; from there on the play is like another one.
fn distinct_up_to_the_swap(undisturbed: &Seen) -> Vec<Schedule> {
    let later = from_the_swap_on(undisturbed);
    distinct(undisturbed).into_iter().filter(|one| !later.contains(one)).collect()
}

/// The same at the requests that only a release makes which Azure builds.
fn of_the_build(undisturbed: &Seen) -> Vec<Schedule> {
    let usual: Vec<Route> = RELEASE.undisturbed().numbered().into_iter().map(|(route, _)| route).collect();
    distinct(undisturbed).into_iter().filter(|one| !usual.contains(&one.0[0].route)).collect()
}

#[test]
fn every_fault_while_azure_builds_and_the_build_is_read_back_is_survived() {
    try_all(&BUILT, of_the_build);
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_up_to_the_swap_of_a_build_by_azure_is_survived() {
    try_drawn(&BUILT, distinct_up_to_the_swap);
}

#[test]
#[ignore = "three thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_onto_a_share_is_survived() {
    try_drawn(&ON_SHARE, distinct);
}

#[test]
#[ignore = "ten thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_every_request_of_two_jobs_is_survived() {
    try_drawn(&TWO_JOBS, all);
}

#[test]
#[ignore = "six thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_from_the_swap_on_of_a_release_that_is_taken_back_is_survived() {
    try_drawn(&TAKEN_BACK, from_the_swap_on);
}

#[test]
#[ignore = "two thousand releases, or a share of them; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_over_an_odd_production_is_survived() {
    for play in [UNTRACED, MENDING] {
        try_drawn(&play, distinct);
    }
}

#[test]
fn something_lost_of_an_unseen_swap_never_ends_untouched_while_it_may_still_come() {
    lost_of_an_unseen_swap(6);
}

#[test]
#[ignore = "a hundred releases; .ci/run makes them"]
fn whatever_is_lost_of_an_unseen_swap_no_end_says_untouched_while_it_may_still_come() {
    lost_of_an_unseen_swap(1);
}

fn lost_of_an_unseen_swap(step: usize) {
    for play in [UNSEEN, UNSEEN_AND_BROKEN] {
        try_all(&play, |undisturbed| {
            let of_swap = |one: &Schedule| {
                let route = &one.0[0].route;
                route.ends("/slotsswap") || route.ends("/operationresults/*")
            };
            distinct(undisturbed).into_iter().filter(of_swap).step_by(step).collect()
        });
    }
}

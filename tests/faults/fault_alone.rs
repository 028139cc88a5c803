//! Every request under every fault, once and from then on.

use crate::plays::{RELEASE, TAKEN_BACK, TWO_JOBS, plan};
use crate::schedule::{Kind, Route, Schedule, Strike};
use crate::sweep::sweep;
use crate::tables::judge;
use crate::trial::{Play, Seen};

/// Of the whole, so many are tried on each run of the tests.
const SAMPLE: usize = 15;

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

fn try_all(play: &Play, schedules: impl Fn(&Seen) -> Vec<Schedule>) {
    let undisturbed = play.undisturbed();
    let plan = plan(&undisturbed);
    let mut schedules = schedules(&undisturbed);
    // To have one again: a part of what was printed of it.
    if let Ok(only) = std::env::var("SLOT_DEPLOY_SCHEDULE") {
        schedules.retain(|schedule| schedule.to_string().contains(&only));
        for schedule in schedules.iter().take(3) {
            println!("{}", play.under(schedule).map_or_else(|panic| panic, |seen| seen.log()));
        }
    }
    let name = |number: usize| format!("#{number}");
    sweep(play, &schedules, name, |schedule, seen| judge(play, &plan, schedule, seen)).report(play.name);
}

#[test]
fn a_fault_here_and_there_is_survived() {
    for play in [RELEASE, TWO_JOBS, TAKEN_BACK] {
        try_all(&play, |undisturbed| {
            let all = distinct(undisturbed);
            // An odd stride meets each kind and each route in turn.
            let stride = (all.len() / SAMPLE) | 1;
            all.into_iter().step_by(stride).collect()
        });
    }
}

#[test]
#[ignore = "three thousand releases: a minute in a release build; .ci/run makes them"]
fn every_fault_at_each_kind_of_request_of_one_command_is_survived() {
    try_all(&RELEASE, distinct);
}

#[test]
#[ignore = "ten thousand releases: three to six minutes in a release build; .ci/run makes them"]
fn every_fault_at_every_request_of_two_jobs_is_survived() {
    try_all(&TWO_JOBS, all);
}

#[test]
#[ignore = "six thousand releases: two to three minutes in a release build; .ci/run makes them"]
fn every_fault_from_the_swap_on_of_a_release_that_is_taken_back_is_survived() {
    try_all(&TAKEN_BACK, from_the_swap_on);
}

//! Two faults at a time, drawn from a seed.

use crate::faults::tables::judge;
use crate::support::dice::Dice;
use crate::support::draw::{dice, share};
use crate::support::plays::{BROKEN_BY_URL, BROKEN_ON_SHARE, BY_URL, ON_SHARE, TAKEN_BACK, TWO_JOBS, plan};
use crate::support::schedule::{Kind, Route, Schedule, Strike};
use crate::support::sweep::sweep;
use crate::support::trial::Play;

/// What the few pairs of each run of the tests are drawn from.
const SEED: u64 = 5;

/// Routes first: of the polls there are so many that all else would be drawn too seldom.
fn pair(dice: &mut Dice, requests: &[(Route, u32)]) -> Schedule {
    let mut routes: Vec<&Route> = requests.iter().map(|(route, _)| route).collect();
    routes.sort();
    routes.dedup();
    let strikes = (0..2).map(|_| {
        let route = routes[dice.below(routes.len())].clone();
        let after = dice.below(requests.iter().filter(|(other, _)| *other == route).count()) as u32;
        let kind = Kind::ALL[dice.below(Kind::ALL.len())];
        Strike { route, after, kind, lasts: kind.can_last() && dice.below(3) == 0 }
    });
    Schedule(strikes.collect())
}

fn try_pairs(play: &Play, count: usize, mut dice: Dice) {
    let undisturbed = play.undisturbed();
    let (plan, requests) = (plan(&undisturbed), undisturbed.numbered());
    let schedules: Vec<Schedule> = (0..count).map(|_| pair(&mut dice, &requests)).collect();
    sweep(play, &schedules, |schedule, seen| judge(play, &plan, schedule, seen))
        .report(&format!("{}, two faults", play.name));
}

/// So many of which a share is made.
fn try_drawn(play: &Play, count: usize) {
    try_pairs(play, (count as f64 * share()).ceil() as usize, dice(play.name));
}

#[test]
fn two_faults_at_a_time_are_survived() {
    try_pairs(&TWO_JOBS, 8, Dice(SEED));
    try_pairs(&TAKEN_BACK, 8, Dice(SEED));
}

#[test]
fn two_faults_at_a_time_by_way_of_a_container_are_survived() {
    try_pairs(&BY_URL, 6, Dice(SEED));
    try_pairs(&BROKEN_BY_URL, 6, Dice(SEED));
}

#[test]
fn two_faults_at_a_time_onto_a_share_are_survived() {
    try_pairs(&ON_SHARE, 6, Dice(SEED));
    try_pairs(&BROKEN_ON_SHARE, 6, Dice(SEED));
}

#[test]
#[ignore = "seventy thousand releases, or a share of them; .ci/run makes them"]
fn thousands_of_schedules_of_two_faults_are_survived() {
    try_drawn(&TWO_JOBS, 35_000);
    try_drawn(&TAKEN_BACK, 35_000);
}

#[test]
#[ignore = "four thousand releases, or a share of them; .ci/run makes them"]
fn thousands_of_schedules_of_two_faults_by_way_of_a_container_are_survived() {
    try_drawn(&BY_URL, 2_000);
    try_drawn(&BROKEN_BY_URL, 2_000);
}

#[test]
#[ignore = "two thousand releases, or a share of them; .ci/run makes them"]
fn thousands_of_schedules_of_two_faults_onto_a_share_are_survived() {
    try_drawn(&ON_SHARE, 1_000);
    try_drawn(&BROKEN_ON_SHARE, 1_000);
}

//! Two faults at a time, drawn from a seed.

use crate::dice::Dice;
use crate::plays::{TAKEN_BACK, TWO_JOBS, plan};
use crate::schedule::{Kind, Route, Schedule, Strike};
use crate::sweep::sweep;
use crate::tables::judge;
use crate::trial::Play;

/// The first of the seeds; each schedule has the next. SLOT_DEPLOY_SEED asks for just one.
const SEED: u64 = 5;

/// Routes first: of the polls there are so many that all else would be drawn too seldom.
fn drawn(seed: u64, requests: &[(Route, u32)]) -> Schedule {
    let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
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

fn try_seeds(play: &Play, count: u64) {
    let undisturbed = play.undisturbed();
    let (plan, requests) = (plan(&undisturbed), undisturbed.numbered());
    let seeds: Vec<u64> = match std::env::var("SLOT_DEPLOY_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (SEED..SEED + count).collect(),
    };
    let schedules: Vec<Schedule> = seeds.iter().map(|seed| drawn(*seed, &requests)).collect();
    if let [only] = &schedules[..] {
        println!("{only}\n{}", play.under(only).map_or_else(|panic| panic, |seen| seen.log()));
    }
    println!("seeds from {}", seeds[0]);
    let name = |number: usize| format!("SLOT_DEPLOY_SEED={}", seeds[number]);
    sweep(play, &schedules, name, |schedule, seen| judge(play, &plan, schedule, seen)).report(play.name);
}

#[test]
fn two_faults_at_a_time_are_survived() {
    try_seeds(&TWO_JOBS, 8);
    try_seeds(&TAKEN_BACK, 8);
}

#[test]
#[ignore = "ten thousand releases: four minutes in a release build; .ci/run makes them"]
fn ten_thousand_schedules_of_two_faults_are_survived() {
    try_seeds(&TWO_JOBS, 5_000);
    try_seeds(&TAKEN_BACK, 5_000);
}

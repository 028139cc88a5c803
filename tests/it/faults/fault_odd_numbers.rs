//! Every number and every time in every answer, once as no service can mean it.

use slot_deploy::record::Outcome;
use std::sync::Arc;

use crate::faults::tables::ends;
use crate::support::between::seam;
use crate::support::draw::drawn;
use crate::support::invariants::{Plan, broken_in_the_world};
use crate::support::odd::{Finder, Forger, Odd};
use crate::support::plays::{BROKEN, RELEASE, plan};
use crate::support::sweep::{Ran, Verdict, each};
use crate::support::trial::{Play, Seen, observe};

/// Of the whole, so many are tried on each run of the tests.
const SAMPLE: usize = 16;

/// All that can be put into the answers of an undisturbed run.
fn all(play: &Play) -> Vec<Odd> {
    let finder = Arc::new(Finder::default());
    let set = || (play.set)().through(seam(finder.clone()));
    let seen = observe(set, async |rehearsal| play.run(rehearsal).await).unwrap();
    assert_eq!(seen.outcome(), play.ends);
    let spots = finder.spots.lock().unwrap();
    spots.iter().flat_map(|spot| spot.odds()).collect()
}

/// Nothing is calculated beyond its bounds, not even where a panic would be contained; and only good ends.
fn judge(play: &Play, plan: &Plan, seen: &Seen) -> Verdict {
    let mut wrong = broken_in_the_world(plan, seen);
    if seen.log().contains("an internal error") {
        wrong.push("a panic was contained".to_owned());
    }
    let outcome = seen.outcome();
    let is_left = play.ends == Outcome::RolledBack && outcome == Outcome::PromotedUnverified;
    if outcome != Outcome::NeedsPerson && (is_left || !ends(plan, seen).contains(&outcome)) {
        wrong.push(format!("{}: {}", outcome.name(), seen.said.last().unwrap().reason));
    }
    if wrong.is_empty() { Verdict::Fine } else { Verdict::Wrong(wrong) }
}

fn try_all(play: &Play, odds: &[Odd]) {
    let plan = plan(&play.undisturbed());
    each(odds, Odd::to_string, |odd| {
        let set = || (play.set)().through(seam(Forger::of(odd)));
        match observe(set, async |rehearsal| play.run(rehearsal).await) {
            Ok(seen) => Ran {
                ended: Some(seen.outcome().name().to_owned()),
                verdict: judge(play, &plan, &seen),
                log: seen.log(),
            },
            Err(panic) => Ran::panicked(panic),
        }
    })
    .report(&format!("{}, odd numbers", play.name));
}

#[test]
fn an_odd_number_here_and_there_is_survived() {
    for play in [RELEASE, BROKEN] {
        let all = all(&play);
        let stride = (all.len() / SAMPLE) | 1;
        try_all(&play, &all.into_iter().step_by(stride).collect::<Vec<_>>());
    }
}

#[test]
fn a_bad_release_is_taken_back_whatever_age_the_host_claims() {
    let ages: Vec<Odd> = all(&BROKEN).into_iter().filter(|odd| format!("{odd}").contains("processUptime")).collect();
    assert!(!ages.is_empty());
    let of_production: Vec<Odd> = ages.into_iter().filter(|odd| !odd.spot.question.contains("/slots/")).collect();
    for odd in &of_production {
        let set = || (BROKEN.set)().through(seam(Forger::of(odd)));
        let seen = observe(set, async |rehearsal| BROKEN.run(rehearsal).await).unwrap();
        assert_eq!(seen.outcome(), Outcome::RolledBack, "{odd}: {}", seen.log());
    }
}

#[test]
#[ignore = "a thousand releases, or a share of them; .ci/run makes them"]
fn every_number_and_time_of_every_answer_may_be_odd() {
    for play in [RELEASE, BROKEN] {
        try_all(&play, &drawn(&format!("{}, odd numbers", play.name), all(&play)));
    }
}

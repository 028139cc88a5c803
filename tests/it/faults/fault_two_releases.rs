//! Two releases of one app at once, by two runs that take turns at every request: one goes first, and never does what one
//! of them probed get under the other.

use rehearsal::default_world::{CONTAINER, SLOT, STORAGE};
use rehearsal::state::{Effect, State};
use serde_json::Value;
use slot_deploy::record::Outcome;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::Rehearsal;
use crate::support::between::seam;
use crate::support::dice::Dice;
use crate::support::draw::{dice, drawn};
use crate::support::gate::Turns;
use crate::support::plays::{BY_URL, ON_SHARE, RELEASE, another, another_by_url, another_on_share};
use crate::support::sweep::{Ran, Verdict, each};
use crate::support::trial::{Play, Said, Seen, never_killed, observe};

/// To the end.
const ALL: usize = usize::MAX;
/// What the few bursts of each run of the tests are drawn from.
const SEED: u64 = 1;

/// How one release is set up, and the other in its world.
type Two = (Play, fn(&Rehearsal) -> Rehearsal);

const TWO: Two = (RELEASE, another);
const TWO_BY_URL: Two = (BY_URL, another_by_url);
const TWO_ON_SHARE: Two = (ON_SHARE, another_on_share);

/// Who asks how often, in turn.
#[derive(Debug, Clone)]
struct Case {
    busy: &'static str,
    turns: Vec<(usize, usize)>,
}

/// How one of the two ended, and when its word was out.
struct One {
    said: Said,
    at: OffsetDateTime,
}

async fn run(rehearsal: Rehearsal, who: usize, turns: std::sync::Arc<Turns>) -> One {
    let world = rehearsal.world.clone();
    let told = never_killed(rehearsal).through(seam(turns.of(who))).run().await;
    turns.end(who);
    let state = world.state();
    let said = Said::of(&told);
    let at = end_in_container(&state, said.digest.as_deref()).unwrap_or_else(|| world.clock().now());
    One { said, at }
}

/// When the release of this content wrote down its end in the container, whose word counts: what it still tells GitHub holds nobody up.
fn end_in_container(state: &State, digest: Option<&str>) -> Option<OffsetDateTime> {
    let blobs = &state.storage[STORAGE].containers[CONTAINER].blobs;
    let records = blobs.iter().filter(|(name, _)| name.starts_with("records/"));
    let mut records = records.map(|(_, blob)| serde_json::from_slice::<Value>(&blob.content.bytes()).unwrap());
    let own = records.find(|one| one["memo"]["digest"].as_str() == digest && one["ended"]["outcome"].is_string())?;
    OffsetDateTime::parse(own["ended"]["at"].as_str()?, &Rfc3339).ok()
}

fn both((play, another): &Two, case: &Case) -> Result<(Seen, [One; 2]), String> {
    let mut ones = None;
    let seen = observe(play.set, async |rehearsal| {
        let turns = Turns::new(case.turns.clone());
        let [one, other] = [another(&rehearsal), rehearsal].map(|one| one.input("busy", case.busy));
        let (first, second) = tokio::join!(run(other, 0, turns.clone()), run(one, 1, turns.clone()));
        ones = Some([first, second]);
        Vec::new()
    })?;
    ones.map(|ones| (seen, ones)).ok_or_else(|| "nobody ended".to_owned())
}

/// Whether it may have brought other content into the slot: by a deployment, or by naming another package.
fn brings_content(effect: &Effect) -> bool {
    matches!(effect, Effect::ContentDeployed { slot, .. } | Effect::SettingsWritten { slot, .. } if slot == SLOT)
}

/// Everything that must not be, whatever the turns.
fn broken(seen: &Seen, ones: &[One; 2]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut slot_probed, mut promoted) = (false, Vec::new());
    for entry in &seen.effects {
        match &entry.effect {
            effect if brings_content(effect) => slot_probed = false,
            Effect::Invoked { slot, function, status: 200, .. } if slot == SLOT && function == "version" => {
                slot_probed = true;
            }
            Effect::Swapped { now, .. } => {
                if !slot_probed {
                    wrong.push(format!("{now} went to production unprobed"));
                }
                promoted.push((entry.at, now.as_str()));
                slot_probed = false;
            }
            _ => {}
        }
    }
    for one in ones {
        let (said, digest) = (&one.said, one.said.digest.as_deref());
        let swapped = promoted.iter().filter(|(_, now)| Some(*now) == digest).map(|(at, _)| *at).collect::<Vec<_>>();
        let production = promoted.iter().rfind(|(at, _)| *at <= one.at).map_or("as before", |(_, now)| *now);
        let is_true = match said.outcome {
            Outcome::Verified | Outcome::PromotedUnverified => swapped.len() == 1 && Some(production) == digest,
            Outcome::Aborted | Outcome::Stale => swapped.is_empty(),
            _ => false,
        };
        if !is_true {
            let swaps = swapped.len();
            wrong.push(format!("{} ({}) with {swaps} swaps, production {production}", said.outcome.name(), said.code));
        }
        // From the swap to the last word the slot holds the way back.
        let disturbed = |at: OffsetDateTime| {
            seen.effects.iter().any(|entry| {
                let touches = match &entry.effect {
                    Effect::Swapped { now, .. } => Some(now.as_str()) != digest,
                    effect => brings_content(effect),
                };
                touches && entry.at > at && entry.at < one.at
            })
        };
        if swapped.iter().any(|at| disturbed(*at)) {
            wrong.push(format!("{} was disturbed while it watched", said.outcome.name()));
        }
    }
    wrong
}

fn judge(case: &Case, seen: &Seen, ones: &[One; 2]) -> Verdict {
    let mut wrong = broken(seen, ones);
    let verified = ones.iter().filter(|one| one.said.outcome == Outcome::Verified).count();
    // Who came when the other's swap was asked for already may have found it all over.
    if case.busy == "fail" && verified != 1 && started_before_a_swap(seen) {
        let ends =
            ones.each_ref().map(|one| format!("{} ({}: {})", one.said.outcome.name(), one.said.code, one.said.reason));
        wrong.push(format!("{verified} verified: {}", ends.join(" and ")));
    }
    if verified == 0 {
        wrong.push("none of them got through".to_owned());
    }
    if wrong.is_empty() { Verdict::Fine } else { Verdict::Wrong(wrong) }
}

/// Each release begins with a question for the cloud's endpoints.
fn started_before_a_swap(seen: &Seen) -> bool {
    let swap = seen.requests.iter().position(|request| request.path.ends_with("/slotsswap"));
    let begun = seen.requests.iter().take(swap.unwrap_or_default()).filter(|request| request.service == "metadata");
    begun.count() == 2
}

fn try_all(two: &Two, cases: &[Case]) {
    each(
        cases,
        |case| format!("{case:?}"),
        |case| match both(two, case) {
            Ok((seen, ones)) => Ran {
                ended: Some(ones.each_ref().map(|one| one.said.outcome.name()).join("+")),
                verdict: judge(case, &seen, &ones),
                log: ones.each_ref().map(|one| one.said.log.as_str()).join("\n"),
            },
            Err(panic) => Ran::panicked(panic),
        },
    )
    .report(&format!("two at once: {}", two.0.name));
}

/// One is held at each of its requests while the other goes through; and both in bursts.
fn cases(two: &Two, held: usize, bursts: usize, dice: &mut Dice) -> Vec<Case> {
    let mut cases = Vec::new();
    for busy in ["fail", "wait"] {
        let requests = two.0.undisturbed().requests.len();
        let step = (requests / held).max(1);
        // A whole release of the other, or so many of its polls; who is held for longer has lost his time.
        let meanwhile = if busy == "wait" { requests + requests / 10 } else { ALL };
        cases.extend(
            (0..requests).step_by(step).map(|at| Case { busy, turns: vec![(0, at), (1, meanwhile), (0, ALL)] }),
        );
        cases.extend((0..bursts).map(|_| {
            let turns = (0..40).flat_map(|_| [(0, dice.below(12)), (1, dice.below(12))]);
            Case { busy, turns: turns.collect() }
        }));
    }
    cases
}

/// A few of each kind.
fn try_some(two: &Two) {
    let mut cases = cases(two, 3, 3, &mut Dice(SEED));
    // One has hardly begun when the other begins, and ends.
    cases.push(Case { busy: "fail", turns: vec![(0, 1), (1, ALL), (0, ALL)] });
    try_all(two, &cases);
}

fn try_drawn(two: &Two, bursts: usize) {
    let set = format!("two releases, {}", two.0.name);
    try_all(two, &drawn(&set, cases(two, ALL, bursts, &mut dice(&set))));
}

#[test]
fn two_releases_at_once_do_not_get_under_each_other() {
    try_some(&TWO);
}

#[test]
fn two_releases_at_once_by_way_of_a_container_do_not_get_under_each_other() {
    try_some(&TWO_BY_URL);
}

#[test]
fn two_releases_at_once_onto_a_share_do_not_get_under_each_other() {
    try_some(&TWO_ON_SHARE);
}

#[test]
#[ignore = "three thousand times two releases, or a share of them; .ci/run makes them"]
fn two_releases_at_once_in_any_order_do_not_get_under_each_other() {
    try_drawn(&TWO, 800);
}

#[test]
#[ignore = "nine hundred times two releases, or a share of them; .ci/run makes them"]
fn two_releases_at_once_in_any_order_by_way_of_a_container_do_not_get_under_each_other() {
    try_drawn(&TWO_BY_URL, 100);
}

#[test]
#[ignore = "nine hundred times two releases, or a share of them; .ci/run makes them"]
fn two_releases_at_once_in_any_order_onto_a_share_do_not_get_under_each_other() {
    try_drawn(&TWO_ON_SHARE, 100);
}

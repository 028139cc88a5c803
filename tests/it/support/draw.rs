//! Which part of a long set of runs is made, and how one of them is made again.
//!
//! | variable | what it says |
//! | --- | --- |
//! | `FAULT_SHARE` | the share of each set that is drawn, such as `0.15`; all of it when it is not set |
//! | `FAULT_SEED` | what is drawn from; a new one in each run of the tests when it is not set |
//! | `FAULT_ONLY` | of what is drawn only what is printed with these words; its log is printed too |

use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

use crate::support::dice::Dice;

/// What this run of the tests draws from. It is printed once.
pub fn seed() -> u64 {
    static SEED: OnceLock<u64> = OnceLock::new();
    *SEED.get_or_init(|| {
        // Short enough to be typed.
        let seed = variable("FAULT_SEED").unwrap_or_else(|| RandomState::new().hash_one(0) % 1_000_000);
        println!("FAULT_SEED={seed} FAULT_SHARE={}", share());
        seed
    })
}

/// The share of each long set that is run: above 0, and at most 1.
pub fn share() -> f64 {
    let share = variable("FAULT_SHARE").unwrap_or(1.0);
    assert!(share > 0.0 && share <= 1.0, "FAULT_SHARE={share} is not a share");
    share
}

/// The words that the runs have to be printed with, if only some are wanted.
pub fn only() -> Option<String> {
    std::env::var("FAULT_ONLY").ok()
}

/// A share of `cases` in their order, drawn from the seed and the name of the set. At least one.
pub fn drawn<T>(set: &str, cases: Vec<T>) -> Vec<T> {
    let share = share();
    if share >= 1.0 {
        return cases;
    }
    part(cases, share, &mut dice(set))
}

/// The dice of a set.
pub fn dice(set: &str) -> Dice {
    set.bytes().fold(Dice(seed()), |mut dice, byte| Dice(dice.below(usize::MAX) as u64 ^ u64::from(byte)))
}

fn part<T>(cases: Vec<T>, share: f64, dice: &mut Dice) -> Vec<T> {
    let mut wanted = ((cases.len() as f64 * share).ceil() as usize).min(cases.len());
    let mut left = cases.len();
    let mut chosen = Vec::with_capacity(wanted);
    for case in cases {
        if dice.below(left) < wanted {
            chosen.push(case);
            wanted -= 1;
        }
        left -= 1;
    }
    chosen
}

fn variable<T: std::str::FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is not a number")))
}

#[test]
fn a_share_has_its_size_keeps_the_order_and_is_the_same_for_the_same_seed() {
    let cases: Vec<u32> = (0..1000).collect();
    let first = part(cases.clone(), 0.15, &mut Dice(7));
    assert_eq!(first.len(), 150);
    assert!(first.is_sorted());
    assert_eq!(first, part(cases.clone(), 0.15, &mut Dice(7)));
    assert_ne!(first, part(cases, 0.15, &mut Dice(8)));
    assert_eq!(part(vec![1, 2, 3], 0.001, &mut Dice(7)).len(), 1);
}

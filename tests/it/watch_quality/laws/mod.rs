//! The laws by which the errors of a healthy app come. The rules of the watch were tuned on the first of them alone.

mod clumped;
mod dependency;
mod drift;
mod heavy_tails;
mod retries;
mod tuned;
mod weekend;

use super::chance::Chance;
use super::week::{DAY, Episode};

pub use tuned::TUNED;

/// What is usual for an app.
pub struct Law {
    pub name: &'static str,
    /// The episodes of two weeks.
    pub episodes: fn(&mut Chance) -> Vec<Episode>,
    /// The factor by which the usual share of errors differs in this second, for the app with this seed.
    pub usual: fn(seed: u64, second: i64) -> f64,
    /// The factor by which the number of requests differs in this second.
    pub traffic: fn(second: i64) -> f64,
    /// How often clients repeat a request that failed.
    pub repeats: u32,
}

/// All of them.
pub const LAWS: [&Law; 7] = [
    &TUNED,
    &heavy_tails::HEAVY_TAILS,
    &drift::DRIFT,
    &retries::RETRIES,
    &weekend::WEEKEND,
    &dependency::DEPENDENCY,
    &clumped::CLUMPED,
];

/// Episodes at any time of both weeks: so many a day, from so many seconds to so many, with shares of errors between two.
fn episodes(chance: &mut Chance, a_day: f64, seconds: (f64, f64), errors: (f64, f64)) -> Vec<Episode> {
    let some = chance.count(14.0 * a_day);
    (0..some)
        .map(|_| {
            let from = chance.between(-7.0 * DAY as f64, 7.0 * DAY as f64) as i64;
            let lasts = chance.between(seconds.0, seconds.1).round() as i64;
            (from, from + lasts, chance.between(errors.0, errors.1))
        })
        .collect()
}

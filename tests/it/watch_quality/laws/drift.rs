use super::{Law, TUNED};
use crate::watch_quality::chance::Chance;
use crate::watch_quality::week::HOUR;

/// The usual share of errors wanders: within hours it becomes several times as large, and small again.
pub const DRIFT: Law = Law { name: "drift", usual, ..TUNED };

/// Between knots three hours apart, each a factor from a third to three, the logarithm of the share is straight.
fn usual(seed: u64, second: i64) -> f64 {
    let every = 3 * HOUR;
    let knot = |number: i64| Chance::of(seed ^ 0xd41f7, number as u64).order(1.0 / 3.0, 3.0).ln();
    let (number, part) = (second.div_euclid(every), second.rem_euclid(every) as f64 / every as f64);
    (knot(number) * (1.0 - part) + knot(number + 1) * part).exp()
}

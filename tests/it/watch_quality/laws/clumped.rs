use super::{Law, TUNED};
use crate::watch_quality::chance::Chance;
use crate::watch_quality::week::MINUTE;

/// Errors are overdispersed: each minute has a share of its own, by a beta law (beta-binomial counts). Its standard deviation is
/// seven tenths of the usual share.
pub const CLUMPED: Law = Law { name: "clumped", usual, ..TUNED };

/// The factor of this minute. Shares are so small that the beta law is a gamma law: of the shape two, the sum of two exponentials.
fn usual(seed: u64, second: i64) -> f64 {
    let mut chance = Chance::of(seed ^ 0xbe7a, second.div_euclid(MINUTE) as u64);
    let mut exponential = || -(1.0 - chance.share()).ln();
    (exponential() + exponential()) / 2.0
}

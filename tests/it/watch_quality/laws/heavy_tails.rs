use super::{Law, TUNED};
use crate::watch_quality::chance::Chance;
use crate::watch_quality::week::{DAY, Episode};

/// Six episodes a day, most of them short and a few of them very long: one in twelve lasts a minute, one in a hundred five.
pub const HEAVY_TAILS: Law = Law { name: "heavy-tails", episodes, ..TUNED };

/// Pareto's law with the exponent 1.3 from nine seconds on, cut off at ten minutes; small shares of errors are the most usual.
fn episodes(chance: &mut Chance) -> Vec<Episode> {
    let some = chance.count(14.0 * 6.0);
    (0..some)
        .map(|_| {
            let from = chance.between(-7.0 * DAY as f64, 7.0 * DAY as f64) as i64;
            let lasts = (9.0 * (1.0 - chance.share()).powf(-1.0 / 1.3)).min(600.0) as i64;
            (from, from + lasts, chance.order(0.02, 1.0))
        })
        .collect()
}

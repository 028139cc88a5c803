use super::Law;
use crate::watch_quality::chance::Chance;
use crate::watch_quality::week::{DAY, Episode};

/// The law that the rules were tuned on: a usual share that never changes, and short episodes.
pub const TUNED: Law = Law { name: "tuned", episodes, usual: |_, _| 1.0, traffic: |_| 1.0, repeats: 0 };

/// Bursts of errors that hang together, dependencies that are gone for half a minute, cold starts.
fn episodes(chance: &mut Chance) -> Vec<Episode> {
    let mut episodes = Vec::new();
    for _ in 0..14 {
        let mut some = |a_day: f64, seconds: (f64, f64), errors: (f64, f64)| {
            for _ in 0..chance.count(a_day) {
                let from = chance.between(-7.0 * DAY as f64, 7.0 * DAY as f64) as i64;
                let lasts = chance.between(seconds.0, seconds.1).round() as i64;
                episodes.push((from, from + lasts, chance.between(errors.0, errors.1)));
            }
        };
        some(3.0, (3.0, 20.0), (0.05, 0.5));
        some(1.0, (30.0, 30.0), (0.2, 1.0));
        some(2.0, (5.0, 30.0), (0.02, 0.2));
    }
    episodes
}

//! A week of an app that is well, as far as apps are: days and nights, an error now and then, bursts of errors that hang
//! together, half a minute without a dependency, instances that start cold.

use super::chance::Chance;

pub const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// Seconds are counted from the start of the week; the week before it is known too, for baselines.
pub struct Week {
    seed: u64,
    /// Requests a second at noon.
    noon: f64,
    /// Whether nobody comes at night.
    empty_nights: bool,
    /// The share of errors at any time.
    usual: f64,
    /// From, until, and the share of errors meanwhile.
    episodes: Vec<(i64, i64, f64)>,
}

impl Week {
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut episodes = Vec::new();
        for _ in 0..14 {
            let mut some = |a_day: f64, seconds: (f64, f64), errors: (f64, f64)| {
                for _ in 0..chance.count(a_day) {
                    let from = chance.between(-7.0 * DAY as f64, 7.0 * DAY as f64) as i64;
                    let lasts = chance.between(seconds.0, seconds.1).round() as i64;
                    episodes.push((from, from + lasts, chance.between(errors.0, errors.1)));
                }
            };
            // Bursts of errors that hang together, dependencies that are gone for half a minute, cold starts.
            some(3.0, (3.0, 20.0), (0.05, 0.5));
            some(1.0, (30.0, 30.0), (0.2, 1.0));
            some(2.0, (5.0, 30.0), (0.02, 0.2));
        }
        episodes.sort_by_key(|episode| episode.0);
        Self {
            seed,
            noon: chance.order(0.1, 50.0),
            empty_nights: chance.share() < 0.5,
            usual: chance.between(0.0, 0.01),
            episodes,
        }
    }

    /// The same week of an app with this many requests a second, day and night.
    pub fn steady(seed: u64, rate: f64) -> Self {
        Self { noon: -rate, empty_nights: false, ..Self::of(seed) }
    }

    /// Requests a second.
    fn rate(&self, second: i64) -> f64 {
        if self.noon < 0.0 {
            return -self.noon;
        }
        let hour = second.rem_euclid(DAY) as f64 / HOUR as f64;
        if self.empty_nights && !(6.0..22.0).contains(&hour) {
            return 0.0;
        }
        self.noon * (0.525 - 0.475 * (std::f64::consts::TAU * hour / 24.0).cos())
    }

    /// The share of errors.
    fn errors(&self, second: i64) -> f64 {
        let from = self.episodes.partition_point(|episode| episode.0 < second - 60);
        let near = self.episodes[from..].iter().take_while(|episode| episode.0 <= second);
        near.filter(|episode| second < episode.1).map(|episode| episode.2).fold(self.usual, f64::max)
    }

    /// Requests and errors of one second; `more`: a share of requests that fails for another reason.
    pub fn second(&self, second: i64, more: f64) -> (u64, u64) {
        let mut chance = Chance::of(self.seed, second as u64);
        let requests = chance.count(self.rate(second));
        (requests, chance.struck(requests, 1.0 - (1.0 - self.errors(second)) * (1.0 - more)))
    }

    /// Requests and errors of a whole minute, of which nobody needs the seconds.
    pub fn minute(&self, minute: i64) -> (u64, u64) {
        let begin = minute * MINUTE;
        let mut chance = Chance::of(self.seed, begin as u64 | 1 << 40);
        let errors = (begin..begin + MINUTE).map(|second| self.errors(second)).sum::<f64>() / MINUTE as f64;
        let requests = chance.count(self.rate(begin) * MINUTE as f64);
        (requests, chance.struck(requests, errors))
    }
}

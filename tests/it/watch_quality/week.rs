//! A week of an app that is well, as far as apps are: days and nights, an error now and then, bursts of errors that hang
//! together, half a minute without a dependency, instances that start cold. What is usual is a [`Law`].

use super::chance::Chance;
use super::laws::Law;

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// From, until, and the share of errors meanwhile.
pub type Episode = (i64, i64, f64);

/// Seconds are counted from the start of the week; the week before it is known too, for baselines.
pub struct Week {
    law: &'static Law,
    seed: u64,
    /// Requests a second at noon.
    noon: f64,
    /// Whether nobody comes at night.
    empty_nights: bool,
    /// The share of errors at any time.
    usual: f64,
    episodes: Vec<Episode>,
    /// The seconds of the longest of them.
    longest: i64,
}

impl Week {
    pub fn of(law: &'static Law, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut episodes = (law.episodes)(&mut chance);
        episodes.sort_by_key(|episode| episode.0);
        Self {
            law,
            seed,
            noon: chance.order(0.1, 50.0),
            empty_nights: chance.share() < 0.5,
            usual: chance.between(0.0, 0.01),
            longest: episodes.iter().map(|episode| episode.1 - episode.0).max().unwrap_or_default(),
            episodes,
        }
    }

    /// The same week of an app with this many requests a second, day and night.
    pub fn steady(law: &'static Law, seed: u64, rate: f64) -> Self {
        Self { noon: -rate, empty_nights: false, ..Self::of(law, seed) }
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
        self.noon * (self.law.traffic)(second) * (0.525 - 0.475 * (std::f64::consts::TAU * hour / 24.0).cos())
    }

    /// The share of errors outside the episodes.
    fn usual(&self, second: i64) -> f64 {
        ((self.law.usual)(self.seed, second) * self.usual).min(1.0)
    }

    /// The share of errors in the episodes of this second.
    fn episode(&self, second: i64) -> f64 {
        let from = self.episodes.partition_point(|episode| episode.0 < second - self.longest);
        let near = self.episodes[from..].iter().take_while(|episode| episode.0 <= second);
        near.filter(|episode| second < episode.1).map(|episode| episode.2).fold(0.0, f64::max)
    }

    /// Requests and errors of one second; `more`: a share of requests that fails for another reason.
    pub fn second(&self, second: i64, more: f64) -> (u64, u64) {
        let mut chance = Chance::of(self.seed, second as u64);
        let share = self.episode(second).max(self.usual(second));
        let requests = chance.count(self.rate(second));
        let errors = chance.struck(requests, 1.0 - (1.0 - share) * (1.0 - more));
        self.repeated(&mut chance, (requests, errors), self.episode(second).max(more))
    }

    /// Requests and errors of a whole minute, of which nobody needs the seconds.
    pub fn minute(&self, minute: i64) -> (u64, u64) {
        let begin = minute * MINUTE;
        let mut chance = Chance::of(self.seed, begin as u64 | 1 << 40);
        let usual = self.usual(begin);
        let shares = (begin..begin + MINUTE).map(|second| self.episode(second));
        let (errors, episodes) = shares.fold((0.0, 0.0), |sum, share| (sum.0 + share.max(usual), sum.1 + share));
        let requests = chance.count(self.rate(begin) * MINUTE as f64);
        let errors = chance.struck(requests, errors / MINUTE as f64);
        self.repeated(&mut chance, (requests, errors), episodes / MINUTE as f64)
    }

    /// With those of clients that repeat what failed: what failed by itself fails again half of the time, and what failed with
    /// `share` of all others fails as often as they do.
    fn repeated(&self, chance: &mut Chance, (mut requests, mut errors): (u64, u64), share: f64) -> (u64, u64) {
        let mut failed = errors;
        for _ in 0..self.law.repeats {
            let again = failed;
            failed = chance.struck(again, share.max(0.5));
            (requests, errors) = (requests + again, errors + failed);
        }
        (requests, errors)
    }
}

//! Chance that is the same for the same seed.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Chance of its own for a part of the same story.
    pub fn of(seed: u64, part: u64) -> Self {
        let mut own = Self(seed ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        own.next();
        own
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.share()
    }

    /// As often between 1 and 10 as between 10 and 100.
    pub fn order(&mut self, least: f64, most: f64) -> f64 {
        self.between(least.ln(), most.ln()).exp()
    }

    /// A count whose mean is `mean`, as of things that happen independently of each other.
    pub fn count(&mut self, mean: f64) -> u64 {
        if mean > 40.0 {
            // Normal, by the sum of twelve.
            let normal: f64 = (0..12).map(|_| self.share()).sum::<f64>() - 6.0;
            return (mean + normal * mean.sqrt()).round().max(0.0) as u64;
        }
        let (limit, mut product, mut count) = ((-mean).exp(), self.share(), 0);
        while product > limit {
            product *= self.share();
            count += 1;
        }
        count
    }

    /// How many of `all` it strikes that strikes each with this probability.
    pub fn struck(&mut self, all: u64, probability: f64) -> u64 {
        if probability <= 0.0 {
            return 0;
        }
        let mean = all as f64 * probability;
        if all > 200 {
            return self.count(mean).min(all);
        }
        (0..all).filter(|_| self.share() < probability).count() as u64
    }
}

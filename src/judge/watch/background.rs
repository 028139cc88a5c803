//! How often requests fail by themselves, and how much that scatters.

use super::ln_gamma::ln_gamma;
use crate::record::{Baseline, Minute, TrafficSum};

/// A past minute counts with at most this share of errors, or with twice the median share: a past outage is not usual.
const ERROR_BURST: f64 = 0.05;
/// What is known without a baseline: half an error in a hundred requests.
const ASSUMED: (f64, f64) = (0.5, 100.0);
/// The share of a window with so many requests counts half by itself and half as that of all windows.
const ALONE: f64 = 3000.0;

/// Errors by themselves, by a beta-binomial law: the share scatters from time to time, and is not exactly known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Background {
    /// The mean share of errors in the worst window.
    pub share: f64,
    /// The share that was counted.
    pub counted: f64,
    /// One over the correlation of two requests: the larger it is, the less the share scatters.
    concentration: f64,
}

/// Requests and errors.
type Sum = (f64, f64);

impl Background {
    /// From the minutes before the swap.
    pub(super) fn of(baseline: Option<&Baseline>) -> Self {
        let windows = baseline.into_iter().flat_map(|baseline| &baseline.windows);
        let minutes = windows.filter_map(|window| window.minutes.as_deref().ok());
        let windows: Vec<Vec<TrafficSum>> = minutes.map(of_each).collect();
        let most = most(&windows);
        let capped = |sum: &TrafficSum| {
            let requests = sum.requests as f64;
            (requests, (sum.errors as f64).min((most * requests).max(1.0)))
        };
        let minutes: Vec<Sum> = windows.iter().flatten().map(capped).collect();
        let all = add(&minutes);
        let mean = (all.1 + ASSUMED.0) / (all.0 + ASSUMED.1);
        // Time itself moves the share: only what is worse than every window is the release's.
        let sums = windows.iter().map(|window| add(&window.iter().map(capped).collect::<Vec<_>>()));
        let share = sums.map(|(requests, errors)| (errors + ALONE * mean) / (requests + ALONE)).fold(mean, f64::max);
        Self {
            share,
            counted: if all.0 > 0.0 { all.1 / all.0 } else { 0.0 },
            concentration: 1.0 / (correlation(&minutes, mean) + 1.0 / (all.0 + ASSUMED.1)),
        }
    }

    /// How much likelier so many errors are with the share `other` than by themselves, as a logarithm. It grows with the errors.
    pub(super) fn ratio(&self, other: f64, requests: u64, errors: u64) -> f64 {
        let (errors, good) = (errors as f64, requests.saturating_sub(errors) as f64);
        let rising = |share: f64, count: f64| {
            let from = self.concentration * share;
            ln_gamma(from + count) - ln_gamma(from)
        };
        rising(other, errors) + rising(1.0 - other, good) - rising(self.share, errors) - rising(1.0 - self.share, good)
    }
}

/// The minutes with requests.
fn of_each(minutes: &[Minute]) -> Vec<TrafficSum> {
    minutes.iter().map(|minute| TrafficSum::of([minute])).filter(|sum| sum.requests > 0).collect()
}

fn add(sums: &[Sum]) -> Sum {
    sums.iter().fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1))
}

/// The largest share of errors that a minute counts with.
fn most(windows: &[Vec<TrafficSum>]) -> f64 {
    let mut shares: Vec<f64> = windows.iter().flatten().map(TrafficSum::rate).collect();
    shares.sort_by(f64::total_cmp);
    ERROR_BURST.max(2.0 * shares.get(shares.len() / 2).copied().unwrap_or_default())
}

/// The correlation of two requests of a minute, by moments of Pearson's statistic (Williams 1982, doi:10.2307/2347977).
fn correlation(minutes: &[Sum], mean: f64) -> f64 {
    let pearson = |(requests, errors): &Sum| (errors - requests * mean).powi(2) / (requests * mean * (1.0 - mean));
    let more = minutes.iter().map(pearson).sum::<f64>() - (minutes.len() as f64 - 1.0);
    let pairs: f64 = minutes.iter().map(|(requests, _)| requests - 1.0).sum();
    if pairs > 0.0 { (more / pairs).clamp(0.0, 0.5) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::BaselineWindow;
    use std::time::Duration;
    use time::OffsetDateTime;

    fn of(windows: &[&[(u64, u64)]]) -> Background {
        let at = |n: u64| OffsetDateTime::UNIX_EPOCH + Duration::from_secs(60 * n);
        let minute = |(n, counts): (u64, &(u64, u64))| Minute {
            at: at(n),
            requests: Some(counts.0),
            errors: Some(counts.1),
            seconds: None,
        };
        let window = |minutes: &&[(u64, u64)]| BaselineWindow {
            name: "before".to_owned(),
            minutes: Ok((0..).zip(*minutes).map(minute).collect()),
        };
        Background::of(Some(&Baseline { windows: windows.iter().map(window).collect() }))
    }

    #[test]
    fn without_a_baseline_half_an_error_in_a_hundred_is_assumed() {
        let none = Background::of(None);
        assert_eq!((none.share, none.counted), (0.005, 0.0));
    }

    #[test]
    fn the_worst_window_with_many_requests_is_what_is_usual() {
        let worst = of(&[&[(6000, 6); 10], &[(6000, 180); 10]]);
        assert!((0.028..0.03).contains(&worst.share), "{worst:?}");
        let small = of(&[&[(6000, 6); 10], &[(6, 1)]]);
        assert!(small.share < 0.002, "{small:?}");
    }

    #[test]
    fn a_past_outage_is_not_usual_and_a_share_that_is_always_high_is() {
        let mut outage = [(600, 3); 28];
        (outage[9], outage[10]) = ((600, 600), (600, 500));
        assert!(of(&[&outage]).share < 0.01, "{:?}", of(&[&outage]));
        let always = of(&[&[(600, 72); 28]]);
        assert!((0.11..0.13).contains(&always.share), "{always:?}");
    }

    #[test]
    fn the_same_errors_say_less_where_the_share_scatters() {
        let even = of(&[&[(600, 3); 28]]);
        let scattered: Vec<(u64, u64)> = (0..28).map(|n| (600, if n % 4 == 0 { 12 } else { 0 })).collect();
        let scattered = of(&[&scattered]);
        assert!((even.share - scattered.share).abs() < 1e-9);
        assert!(even.ratio(0.05, 600, 30) > 1.5 * scattered.ratio(0.05, 600, 30));
    }
}

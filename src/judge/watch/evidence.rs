//! How strongly users' requests speak for a fault that lasts, and against errors as they come by themselves.
//!
//! It is a mixture of sequential likelihood ratios, over starts and shares of the fault (Robbins 1970, doi:10.1214/aoms/1177696786;
//! Johari et al. 2015, <https://arxiv.org/abs/1512.04922>). However often it is looked at, it exceeds `1/a` in a healthy watch
//! with a probability of at most `a` (Ville 1939; Ramdas et al. 2022, <https://arxiv.org/abs/2210.01948>).
//!
//! Error bursts are healthy and can have any share, so the evidence is taken without them: wherever the bursts were, what is left has
//! that property. The least of all ways to leave bursts out is therefore evidence against "so many bursts and no fault" (the least of
//! several e-values: Vovk and Wang 2021, <https://arxiv.org/abs/1912.06116>). A watch has `n` bursts with a probability of at
//! most `b^n/n!`, so that less evidence is enough then.

use super::segments::Segment;

/// The probability of a false alarm for each number of bursts.
const FALSE_ALARM: f64 = 0.01;
/// The expected number of error bursts in a watch: six a day.
const BURSTS_OF_A_WATCH: f64 = 0.04;
/// More bursts in one watch are not left out.
const BURSTS: usize = 2;
/// Half of the faults come with the swap, the others at any time of the window.
const WITH_THE_SWAP: f64 = 0.5;

/// The evidence without 0, 1 and 2 bursts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence([f64; BURSTS + 1]);

/// A fault that may have begun with any segment.
pub(super) struct Fault<'a> {
    pub segments: &'a [Segment],
    /// How much each segment speaks for the fault, as a logarithm.
    pub scores: &'a [f64],
    /// Whether so many segments from there on can be the fault.
    pub can_begin: &'a dyn Fn(usize) -> bool,
    pub bursts: Bursts,
}

/// The error bursts that are healthy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bursts {
    /// How many readings, ten seconds apart, the longest of them adds errors to.
    pub readings: u32,
}

impl Bursts {
    /// From this share of errors on a burst is an outage: a dependency is gone. Others, such as cold starts, last half as long.
    const OUTAGE: f64 = 0.15;
    /// The seconds between two readings.
    const READING: f64 = 10.0;

    /// Whether a burst can have added to these segments, of which the inner ones lasted so long: it fills these, and a part of the
    /// first and of the last.
    fn can_be(self, inner: f64, requests: u64, errors: u64) -> bool {
        let is_outage = errors as f64 >= Self::OUTAGE * requests as f64;
        let longest = if is_outage { self } else { Self { readings: self.readings / 2 } };
        longest.can_last(inner)
    }

    /// Whether an outage can have filled so many seconds, and parts of what is around them.
    fn can_last(self, inner: f64) -> bool {
        inner < Self::READING * f64::from(self.readings.saturating_sub(1)) - 1e-6
    }
}

impl Evidence {
    /// Enough to act on.
    pub(super) fn is_enough(&self) -> bool {
        self.exceeds(|needed| needed)
    }

    /// Half of it.
    pub(super) fn is_suspect(&self) -> bool {
        self.exceeds(|needed| needed.sqrt().min(needed))
    }

    fn exceeds(&self, needed: impl Fn(f64) -> f64) -> bool {
        let mut probability = 1.0;
        (1..).zip(self.0).all(|(next, evidence)| {
            let enough = evidence >= needed(probability / FALSE_ALARM);
            probability *= BURSTS_OF_A_WATCH / f64::from(next);
            enough
        })
    }

    /// Adds that of one share of the fault, which counts with `weight`; returns the likeliest start and how likely it is.
    pub(super) fn add(&mut self, fault: &Fault<'_>, window: f64, weight: f64) -> Option<(f64, usize)> {
        let mut likeliest = None;
        for (start, left) in without_bursts(fault).iter().enumerate().filter(|(start, _)| (fault.can_begin)(*start)) {
            let with_the_swap = if start == 0 { WITH_THE_SWAP } else { 0.0 };
            let begins = with_the_swap + (1.0 - WITH_THE_SWAP) * fault.segments[start].seconds / window;
            for (evidence, left) in self.0.iter_mut().zip(left) {
                *evidence += weight * begins * left.exp();
            }
            let likely = weight * begins * left[1].exp();
            likeliest = likeliest.filter(|(most, _)| *most > likely).or(Some((likely, start)));
        }
        likeliest
    }
}

/// For each start: the scores from there to the end, without the 0, 1 and 2 bursts that explain most of them. Two bursts do not
/// touch each other.
fn without_bursts(fault: &Fault<'_>) -> Vec<[f64; BURSTS + 1]> {
    let count = fault.scores.len();
    let mut explained = vec![[0.0_f64; BURSTS + 1]; count + 1];
    let mut left = vec![[0.0; BURSTS + 1]; count];
    let mut all = 0.0;
    for start in (0..count).rev() {
        all += fault.scores[start];
        explained[start] = explained[start + 1];
        let (mut inner, mut burst, mut requests, mut errors) = (0.0, 0.0, 0u64, 0u64);
        for end in start..count {
            let segment = &fault.segments[end];
            if end > start + 1 {
                inner += fault.segments[end - 1].seconds;
            }
            burst += fault.scores[end];
            requests = requests.saturating_add(segment.requests);
            errors = errors.saturating_add(segment.errors);
            if !fault.bursts.can_last(inner) {
                break;
            }
            if fault.bursts.can_be(inner, requests, errors) {
                for bursts in 1..=BURSTS {
                    let others = explained[(end + 2).min(count)][bursts - 1];
                    explained[start][bursts] = explained[start][bursts].max(burst + others);
                }
            }
        }
        for bursts in 0..=BURSTS {
            left[start][bursts] = all - explained[start][bursts];
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ten seconds each, with a hundred requests.
    fn segments(errors: &[u64]) -> Vec<Segment> {
        errors.iter().map(|errors| Segment { requests: 100, errors: *errors, seconds: 10.0 }).collect()
    }

    /// The scores that are left of these from the first segment on, without 0, 1 and 2 bursts.
    fn left(errors: &[u64]) -> [f64; BURSTS + 1] {
        let segments = segments(errors);
        let scores: Vec<f64> = errors.iter().map(|errors| *errors as f64 - 1.0).collect();
        let bursts = Bursts { readings: 6 };
        without_bursts(&Fault { segments: &segments, scores: &scores, can_begin: &|_| true, bursts })[0]
    }

    #[test]
    fn an_outage_of_six_readings_is_one_burst_and_of_seven_it_is_not() {
        assert_eq!(left(&[1, 51, 51, 51, 51, 51, 51, 1]), [300.0, 0.0, 0.0]);
        assert_eq!(left(&[51; 7])[1], 50.0);
    }

    #[test]
    fn a_burst_of_few_errors_lasts_half_as_long() {
        assert_eq!(left(&[11, 11, 11, 1])[1], 0.0);
        assert_eq!(left(&[11; 4])[1], 10.0);
    }

    #[test]
    fn two_bursts_are_left_out_apart_from_each_other() {
        assert_eq!(left(&[51, 1, 1, 1, 1, 1, 1, 51]), [100.0, 50.0, 0.0]);
        // What is between them is the fault.
        assert_eq!(left(&[51; 13])[2], 50.0);
    }

    #[test]
    fn what_speaks_against_a_fault_is_never_left_out() {
        assert_eq!(left(&[0; 8]), [-8.0; 3]);
    }

    #[test]
    fn a_burst_in_two_minutes_that_are_told_at_once_is_left_out_and_three_minutes_are_not() {
        let minutes = |count: usize| {
            let segments = vec![Segment { requests: 600, errors: 300, seconds: 60.0 }; count];
            let bursts = Bursts { readings: 6 };
            let fault = Fault { segments: &segments, scores: &vec![1.0; count], can_begin: &|_| true, bursts };
            without_bursts(&fault)[0][1]
        };
        assert_eq!([minutes(1), minutes(2), minutes(3)], [0.0, 0.0, 1.0]);
    }

    proptest! {
        #[test]
        fn evidence_without_more_bursts_is_never_more(errors in prop::collection::vec(0u64..100, 1..40)) {
            let left = left(&errors);
            prop_assert!(left[0] >= left[1] && left[1] >= left[2]);
        }
    }
}

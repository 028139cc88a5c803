use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(20);

/// The wait before attempt `attempt + 1`: doubling from one second to twenty, a quarter more or
/// less by `seed`, and never shorter than the server asked for.
pub(super) fn delay(attempt: u32, seed: u64, asked: Option<Duration>) -> Duration {
    let doubled = FIRST.saturating_mul(1 << attempt.saturating_sub(1).min(10)).min(LONGEST);
    let spread = 0.75 + 0.5 * fraction(seed.wrapping_add(u64::from(attempt)));
    doubled.mul_f64(spread).max(asked.unwrap_or_default())
}

/// A number from 0 to 1 that looks random and is the same for the same seed (splitmix64).
fn fraction(seed: u64) -> f64 {
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn waits_grow_stay_bounded_and_never_undercut_the_server(attempt in 1u32..40, seed: u64, asked in 0u64..300) {
            let asked = Duration::from_secs(asked);
            let wait = delay(attempt, seed, Some(asked));
            prop_assert!(wait >= asked);
            prop_assert!(wait >= Duration::from_millis(750));
            prop_assert!(wait <= asked.max(Duration::from_secs(25)));
            prop_assert_eq!(wait, delay(attempt, seed, Some(asked)));
        }
    }

    #[test]
    fn two_clients_do_not_retry_at_the_same_time() {
        assert_ne!(delay(3, 1, None), delay(3, 2, None));
    }
}

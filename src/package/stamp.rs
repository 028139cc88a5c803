use zip::DateTime;

use crate::record::Digest;

/// The first and last year of the times we give; all lie in the past, so that no host sees a file from the future.
const FIRST_YEAR: u64 = 2000;
const YEARS: u64 = 20;

/// A time that is a function of the content: same content, same time; changed content, another
/// time.
///
/// KuduSync copies a file only when its time differs, so a constant time would deploy stale code
/// (facts: kudu-sync). Months are taken to have 28 days: every combination is a real date, with
/// seconds that DOS can hold.
pub(super) fn time_of(content: &Digest) -> DateTime {
    let mut number = u64::from_str_radix(&content.as_str()[..15], 16).unwrap_or_default();
    let mut take = |below: u64| {
        let taken = number % below;
        number /= below;
        taken
    };
    let second = take(30) * 2;
    let minute = take(60);
    let hour = take(24);
    let day = take(28) + 1;
    let month = take(12) + 1;
    let year = take(YEARS) + FIRST_YEAR;
    DateTime::from_date_and_time(year as u16, month as u8, day as u8, hour as u8, minute as u8, second as u8)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_valid_spread_and_a_function_of_the_content() {
        let times: std::collections::BTreeSet<String> =
            (0..2000).map(|n: u32| time_of(&Digest::of(&n.to_le_bytes())).to_string()).collect();
        assert!(times.len() >= 1999, "{} of 2000 are different", times.len());
        assert!(!times.contains(&DateTime::default().to_string()));
        assert_eq!(time_of(&Digest::of(b"a")).to_string(), time_of(&Digest::of(b"a")).to_string());
    }
}

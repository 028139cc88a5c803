use time::OffsetDateTime;

/// The years that a service may mean.
const YEARS: std::ops::Range<i32> = 2000..2200;

/// A time that a service named, if it can mean it. One far outside our own times is a fault of its clock or of its writing, and
/// sums with it would leave the calendar.
pub fn plausible_time(at: OffsetDateTime) -> Option<OffsetDateTime> {
    YEARS.contains(&at.year()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_time_of_another_age_is_none() {
        let now = datetime!(2026-11-29 07:00 UTC);
        assert_eq!(plausible_time(now), Some(now));
        for odd in [datetime!(1601-01-01 00:00 UTC), datetime!(9999-12-31 23:59:59 UTC)] {
            assert_eq!(plausible_time(odd), None);
        }
    }
}

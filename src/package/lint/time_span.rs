use std::time::Duration;

/// A time as the host reads it from its files (source: `TimeSpan.Parse` of .NET): `hh:mm`, `hh:mm:ss`, `d.hh:mm:ss`, and a number of
/// days. `None` for what it refuses, and for a negative one.
pub(super) fn parse_time_span(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (days, clock) = match text.split_once('.') {
        Some((days, clock)) if clock.contains(':') => (number(days, u64::MAX)?, clock),
        _ => (0, text),
    };
    let parts: Vec<&str> = clock.split(':').collect();
    let (days, [hours, minutes, seconds]) = match parts[..] {
        [days] => (number(days, 10_675_199)?, ["0"; 3]),
        [hours, minutes] => (days, [hours, minutes, "0"]),
        [hours, minutes, seconds] => (days, [hours, minutes, seconds]),
        [more, hours, minutes, seconds] if days == 0 => (number(more, u64::MAX)?, [hours, minutes, seconds]),
        _ => return None,
    };
    let whole = seconds.split_once('.').map_or(Some(seconds), |(whole, part)| {
        (part.len() <= 7 && part.bytes().all(|c| c.is_ascii_digit())).then_some(whole)
    })?;
    let seconds = number(whole, 59)? + 60 * number(minutes, 59)? + 3600 * number(hours, 23)?;
    Some(Duration::from_secs(days.checked_mul(86_400)?.checked_add(seconds)?))
}

fn number(text: &str, most: u64) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_dotnet_reads_them() {
        let seconds = |text: &str| parse_time_span(text).map(|time| time.as_secs());
        for (text, expected) in [
            ("00:10:00", 600),
            ("00:05", 300),
            ("1.00:00:01", 86_401),
            ("2:03:04:05", 183_845),
            ("00:00:01.5", 1),
            ("10", 864_000),
            (" 01:00:00 ", 3600),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "10m", "24:00:00", "00:60:00", "00:00:60", "-1", "1:2:3:4:5", "00:10:00.x", "::"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}

use std::time::Duration;

use crate::record::brief;

/// No wait of a release is longer.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Reads `800ms`, `10s`, `5m` or `2h`; several may follow each other, as in `1m30s`.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let wrong =
        || format!("`{}` is not a duration: write a number with a unit, such as `30s`, `5m` or `1h30m`", brief(text));
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let milliseconds: u64 = match &rest[..end] {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return Err(wrong()),
        };
        let part = Duration::from_millis(number.checked_mul(milliseconds).ok_or_else(wrong)?);
        total = total.checked_add(part).ok_or_else(wrong)?;
        rest = &rest[end..];
    }
    if total > LONGEST {
        return Err(format!("`{}` is longer than a year", brief(text)));
    }
    Ok(total)
}

/// Writes a duration for people: `850 ms`, `4.2 s`, `12 min 30 s`.
pub fn show_duration(duration: Duration) -> String {
    let (seconds, ms) = (duration.as_secs(), duration.as_millis());
    match seconds {
        0 => format!("{ms} ms"),
        1..=9 => format!("{:.1} s", duration.as_secs_f64()),
        10..=119 => format!("{seconds} s"),
        _ if seconds % 60 == 0 => format!("{} min", seconds / 60),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_need_a_unit() {
        assert_eq!(parse_duration("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("800ms"), Ok(Duration::from_millis(800)));
        for wrong in ["", "10", "s", "10x", "-1s", "99999999999999999999h", "1.5s"] {
            assert!(parse_duration(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn durations_are_shown_as_people_say_them() {
        let shown: Vec<String> =
            [850u64, 4_200, 75_000, 600_000, 750_000].map(|ms| show_duration(Duration::from_millis(ms))).into();
        assert_eq!(shown, ["850 ms", "4.2 s", "75 s", "10 min", "12 min 30 s"]);
    }
}

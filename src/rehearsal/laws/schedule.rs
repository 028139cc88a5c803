//! NCRONTAB as timer triggers write it: six fields, seconds first, in UTC; or an interval
//! `hh:mm:ss` (Microsoft Learn, "Timer trigger for Azure Functions").

use time::{Duration, OffsetDateTime, UtcOffset};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/// An expression that finds no day within this many never will: the calendar repeats after 28 years.
const FAR: u32 = 28 * 366;

/// When a timer is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// At these times.
    Times(Box<Times>),
    /// So far apart, counted from midnight of 1970.
    Every(Duration),
}

/// Bit sets of what each field allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    second: u64,
    minute: u64,
    hour: u64,
    day: u64,
    month: u64,
    weekday: u64,
}

impl Schedule {
    /// Reads an expression; five fields are taken as minutes to weekdays, as the host does. The
    /// error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let (second, rest) = match fields[..] {
            [interval] => {
                return interval_of(interval).ok_or_else(|| format!("`{text}` is neither NCRONTAB nor `hh:mm:ss`"));
            }
            [second, ref rest @ ..] if rest.len() == 5 => (second, rest),
            ref rest if rest.len() == 5 => ("0", rest),
            _ => return Err(format!("`{text}` has {} fields; NCRONTAB has six", fields.len())),
        };
        let wrong = |field: &str| format!("`{field}` in `{text}` means nothing");
        let set = |field: &str, from, to, names: &[&str]| set_of(field, from, to, names).ok_or_else(|| wrong(field));
        Ok(Self::Times(Box::new(Times {
            second: set(second, 0, 59, &[])?,
            minute: set(rest[0], 0, 59, &[])?,
            hour: set(rest[1], 0, 23, &[])?,
            day: set(rest[2], 1, 31, &[])?,
            month: set(rest[3], 1, 12, &MONTHS)?,
            weekday: set(rest[4], 0, 6, &DAYS)?,
        })))
    }

    /// The first time after `after` that it is due; `None` for a day that no calendar has.
    pub fn next(&self, after: OffsetDateTime) -> Option<OffsetDateTime> {
        let after = after.to_offset(UtcOffset::UTC);
        match self {
            Self::Every(interval) => {
                let seconds = interval.whole_seconds();
                let passed = after.unix_timestamp().div_euclid(seconds);
                OffsetDateTime::from_unix_timestamp((passed + 1) * seconds).ok()
            }
            Self::Times(times) => {
                let mut day = after.date();
                for ahead in 0..FAR {
                    let from = match ahead {
                        0 => {
                            u32::from(after.hour()) * 3600
                                + u32::from(after.minute()) * 60
                                + u32::from(after.second())
                                + 1
                        }
                        _ => 0,
                    };
                    if times.has_day(day)
                        && let Some(second) = times.second_from(from)
                    {
                        return Some(day.midnight().assume_utc() + Duration::seconds(i64::from(second)));
                    }
                    day = day.next_day()?;
                }
                None
            }
        }
    }
}

impl Times {
    fn has_day(&self, day: time::Date) -> bool {
        has(self.month, u32::from(u8::from(day.month())))
            && has(self.day, u32::from(day.day()))
            && has(self.weekday, u32::from(day.weekday().number_days_from_sunday()))
    }

    /// The first second of a day that is allowed, from `from` on.
    fn second_from(&self, from: u32) -> Option<u32> {
        let mut second = from;
        while second < 86_400 {
            let (hour, minute) = (second / 3600, second / 60 % 60);
            if !has(self.hour, hour) {
                second = (hour + 1) * 3600;
            } else if !has(self.minute, minute) {
                second = (second / 60 + 1) * 60;
            } else if !has(self.second, second % 60) {
                second += 1;
            } else {
                return Some(second);
            }
        }
        None
    }
}

fn has(set: u64, value: u32) -> bool {
    set & (1 << value) != 0
}

fn interval_of(text: &str) -> Option<Schedule> {
    let parts: Vec<i64> =
        text.split(':').map(|part| part.parse().ok().filter(|part| *part >= 0)).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else {
        return None;
    };
    let fits = hours < 24 && minutes < 60 && seconds < 60;
    let all = hours * 3600 + minutes * 60 + seconds;
    (fits && all > 0).then_some(Schedule::Every(Duration::seconds(all)))
}

fn set_of(field: &str, from: u32, to: u32, names: &[&str]) -> Option<u64> {
    let value = |text: &str| -> Option<u32> {
        let named = names.iter().position(|name| text.to_lowercase().starts_with(name) && text.len() >= 3);
        let value = match named {
            Some(at) => u32::try_from(at).ok()? + from,
            None => text.parse().ok()?,
        };
        // Sunday is 0 and 7.
        let value = if names.len() == 7 && value == 7 { 0 } else { value };
        (from..=to).contains(&value).then_some(value)
    };
    let mut set = 0;
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse::<u32>().ok().filter(|step| *step > 0)?),
            None => (part, 1),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (from, to),
            Some((first, last)) => (value(first)?, value(last)?),
            None if part.contains('/') => (value(range)?, to),
            None => (value(range)?, value(range)?),
        };
        if first > last {
            return None;
        }
        set |= (first..=last).step_by(step as usize).fold(0, |set, value| set | 1 << value);
    }
    Some(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_documented_expressions_are_due_when_the_documentation_says() {
        let from = datetime!(2026-11-20 23:07:30 UTC);
        for (text, expected) in [
            ("0 */5 * * * *", datetime!(2026-11-20 23:10:00 UTC)),
            ("0 0 * * * *", datetime!(2026-11-21 00:00:00 UTC)),
            ("0 0 */2 * * *", datetime!(2026-11-21 00:00:00 UTC)),
            ("0 0 9-17 * * *", datetime!(2026-11-21 09:00:00 UTC)),
            ("0 30 9 * * *", datetime!(2026-11-21 09:30:00 UTC)),
            ("0 30 9 * * 1-5", datetime!(2026-11-23 09:30:00 UTC)),
            ("0 30 9 * Jan Mon", datetime!(2027-01-04 09:30:00 UTC)),
            ("*/15 * * * * *", datetime!(2026-11-20 23:07:45 UTC)),
            ("0 0 0 29 2 *", datetime!(2028-02-29 00:00:00 UTC)),
            ("02:00:00", datetime!(2026-11-21 00:00:00 UTC)),
        ] {
            assert_eq!(Schedule::parse(text).unwrap().next(from), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_means_nothing_is_refused_and_a_day_that_never_comes_is_none() {
        for text in ["", "* * *", "0 60 * * * *", "0 0 0 * * noday", "0 5-2 * * * *", "0 */0 * * * *", "00:00:00"] {
            assert!(Schedule::parse(text).is_err(), "{text}");
        }
        assert_eq!(Schedule::parse("0 0 0 31 2 *").unwrap().next(datetime!(2026-01-01 00:00:00 UTC)), None);
    }
}

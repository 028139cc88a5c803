use time::OffsetDateTime;
use time::macros::format_description;

/// The day and the time, in UTC.
pub fn day_and_time(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// The time of day, in UTC.
pub fn clock(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC).format(format_description!("[hour]:[minute]:[second]")).unwrap_or_default()
}

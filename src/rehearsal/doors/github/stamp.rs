use time::OffsetDateTime;
use time::macros::format_description;

/// A time as GitHub writes it: whole seconds, ending in Z.
pub(super) fn stamp(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}

/// The opaque name that GraphQL knows something by.
pub(super) fn node_id(kind: &str, id: u64) -> String {
    format!("{kind}_kwDOMPDDB84{id:08x}")
}

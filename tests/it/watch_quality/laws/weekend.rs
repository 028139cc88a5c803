use super::{Law, TUNED};
use crate::watch_quality::week::DAY;

/// At the weekend a tenth of the requests come, and of those that do, four times as large a share fails: the scanners and the old
/// clients come as on any day.
pub const WEEKEND: Law = Law {
    name: "weekend",
    usual: |_, second| if is_weekend(second) { 4.0 } else { 1.0 },
    traffic: |second| if is_weekend(second) { 0.1 } else { 1.0 },
    ..TUNED
};

/// Weeks begin on Monday.
fn is_weekend(second: i64) -> bool {
    second.div_euclid(DAY).rem_euclid(7) >= 5
}

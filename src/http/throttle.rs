use std::collections::HashMap;
use std::sync::Mutex;

use super::Moment;

/// Stores which hosts throttle, so that one throttled request delays all others to that host too.
///
/// Asking early is answered with another 429 and a longer wait (facts: arm-limits).
#[derive(Default)]
pub(super) struct Throttle {
    until: Mutex<HashMap<String, Moment>>,
}

impl Throttle {
    /// No request goes to `host` before `moment`.
    pub(super) fn quiet(&self, host: &str, moment: Moment) {
        if let Ok(mut until) = self.until.lock() {
            let entry = until.entry(host.to_owned()).or_insert(moment);
            *entry = (*entry).max(moment);
        }
    }

    /// When `host` may be requested again; `None` when it never throttled.
    pub(super) fn open_from(&self, host: &str) -> Option<Moment> {
        self.until.lock().ok()?.get(host).copied()
    }
}

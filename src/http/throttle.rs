use std::collections::HashMap;
use std::sync::Mutex;

use super::Moment;

/// Remembers which hosts asked to be left alone, so that one throttled request quiets all others to
/// that host too.
///
/// Asking early is answered with another 429 and a longer wait (azure-wire §2.2).
#[derive(Default)]
pub struct Throttle {
    until: Mutex<HashMap<String, Moment>>,
}

impl Throttle {
    /// `host` is not to be asked before `moment`.
    pub fn quiet(&self, host: &str, moment: Moment) {
        if let Ok(mut until) = self.until.lock() {
            let entry = until.entry(host.to_owned()).or_insert(moment);
            *entry = (*entry).max(moment);
        }
    }

    /// From when on `host` may be asked; `None` when it never complained.
    pub fn open_from(&self, host: &str) -> Option<Moment> {
        self.until.lock().ok()?.get(host).copied()
    }
}

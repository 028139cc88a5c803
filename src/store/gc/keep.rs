use time::{Duration, OffsetDateTime};

use crate::azure::Listed;

/// What is kept although nothing needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// So many releases of each repository, and so many records of each app, the newest.
    pub last: usize,
    /// Everything that is younger than so many days; one day at least.
    pub days: u32,
}

impl Keep {
    pub(super) fn is_young(self, blob: &Listed, now: OffsetDateTime) -> bool {
        now - blob.modified < Duration::days(i64::from(self.days.max(1)))
    }
}

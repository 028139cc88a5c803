use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::judge::Reached;
use crate::record::ReleaseRecord;

/// What follows from the events so far.
pub(super) struct State {
    pub(super) record: ReleaseRecord,
    pub(super) reached: Reached,
}

/// A panic elsewhere must not keep the report from being written.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

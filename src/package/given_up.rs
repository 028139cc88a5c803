use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the one who asked for a package waits for it no longer: what packs on all processors then ends.
#[derive(Debug, Clone, Default)]
pub struct GivenUp(Arc<AtomicBool>);

impl GivenUp {
    /// What says so when it is dropped.
    pub fn on_drop(&self) -> GivesUp {
        GivesUp(self.clone())
    }

    /// Whether it was said.
    pub(super) fn is_said(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Gives up when it is dropped, as with the future of a run that is cancelled.
#[derive(Debug)]
pub struct GivesUp(GivenUp);

impl Drop for GivesUp {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

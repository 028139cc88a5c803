use super::{Observer, Told};
use crate::http::Redactor;
use crate::record::Problem;
use crate::report::{EvidencePlace, release_json, write_release_json};

/// Keeps `release.json` as far as recovery needs it: at each phase, before each change, and at the end.
pub(super) struct ReleaseFile {
    place: EvidencePlace,
    redactor: Redactor,
}

impl ReleaseFile {
    /// Writes there.
    pub(super) fn new(place: EvidencePlace, redactor: Redactor) -> Self {
        Self { place, redactor }
    }
}

impl Observer for ReleaseFile {
    fn on(&self, told: &Told<'_>) -> Result<(), Problem> {
        if told.event.is_journaled() {
            let text = told.read(release_json);
            // The journal alone decides whether anything may be changed.
            if let Err(error) = write_release_json(&text, &self.place, &self.redactor) {
                tracing::debug!("{error}");
            }
        }
        Ok(())
    }
}

use super::{Check, Survey};
use crate::azure::{AzureError, Refusal};
use crate::record::Finding;

/// No read-only lock: it would let the package through to the SCM site, which knows no locks, and then refuse the swap.
pub struct ManagementLock;

impl Check for ManagementLock {
    fn id(&self) -> &'static str {
        "management-lock"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref().and_then(|slot| slot.settings.as_ref().err());
        let mut errors = [survey.production_settings.as_ref().err(), slot].into_iter().flatten();
        let locked = |error: &&AzureError| error.refusal() == Some(&Refusal::Locked);
        Some(match errors.find(locked) {
            None => Finding::fine(self.id(), "no lock stands in the way"),
            Some(error) => Finding::error(
                self.id(),
                format!("a read-only lock holds the app, its group or its subscription, and refuses swaps ({error})"),
                "remove the lock for the release, or use a CanNotDelete lock, which lets releases through",
            ),
        })
    }
}

use super::{Check, Survey};
use crate::record::Finding;

/// No operation goes on with either side.
pub struct PendingOperation;

impl Check for PendingOperation {
    fn id(&self) -> &'static str {
        "no-pending-operation"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let busy = [(&survey.target, &survey.production), (&survey.slot, &slot.site)]
            .into_iter()
            .find(|(_, site)| site.swap.operation.is_some());
        Some(match busy {
            None => Finding::fine(self.id(), "no swap or other operation goes on"),
            Some((at, _)) => Finding::error(
                self.id(),
                format!("an operation goes on with {at}, most likely a swap"),
                "wait until it has ended, then run this job again",
            ),
        })
    }
}

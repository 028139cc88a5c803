use super::{Check, Reach, Survey};
use crate::record::Finding;

/// This machine can reach the slot, so that probes can say something about the app.
pub struct SlotReachable;

impl Check for SlotReachable {
    fn id(&self) -> &'static str {
        "slot-reachable"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let host = &slot.site.hosts.site;
        let inside = "run this job on a self-hosted runner inside the network, or allow this runner's address in the slot's \
                      access restrictions";
        Some(match &slot.reach {
            Reach::Yes => Finding::fine(self.id(), format!("{host} answers")),
            Reach::Forbidden => Finding::error(
                self.id(),
                format!("{host} answers 403: access restrictions or a private endpoint keep this runner out"),
                inside,
            ),
            Reach::No(why) => Finding::error(self.id(), format!("{host} cannot be reached from here: {why}"), inside),
        })
    }
}

use super::{Check, Survey};
use crate::record::Finding;

/// Azure does not swap by itself after a deployment, before anything was probed.
pub struct AutoSwap;

impl Check for AutoSwap {
    fn id(&self) -> &'static str {
        "no-auto-swap"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let app = &survey.slot.app;
        Some(match &slot.config {
            Ok(config) => match &config.auto_swap_slot {
                None => Finding::fine(self.id(), "the slot does not swap by itself"),
                Some(into) => Finding::error(
                    self.id(),
                    format!("the slot swaps into `{into}` by itself after each deployment, before it is probed"),
                    format!(
                        "switch auto swap off: az webapp deployment slot auto-swap --name {} --resource-group {} --slot {} \
                         --disable",
                        app.name,
                        app.group,
                        survey.slot.slot_name()
                    ),
                ),
            },
            Err(error) => Finding::error(
                self.id(),
                format!("whether the slot swaps by itself could not be read ({error})"),
                "give the identity Microsoft.Web/sites/slots/config/Read",
            ),
        })
    }
}

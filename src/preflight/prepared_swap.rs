use super::{Check, Survey};
use crate::record::Finding;

/// No swap with preview was begun and left.
pub struct PreparedSwap;

impl Check for PreparedSwap {
    fn id(&self) -> &'static str {
        "no-prepared-swap"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let slot = survey.on_slot.as_ref()?;
        let prepared = survey.production.swap.prepared_with.as_ref().or(slot.site.swap.prepared_with.as_ref());
        let app = &survey.target.app;
        Some(match prepared {
            None => Finding::fine(self.id(), "no swap with preview is waiting"),
            Some(with) => Finding::error(
                self.id(),
                format!("a swap with preview with the slot `{with}` was begun and neither completed nor cancelled"),
                format!(
                    "complete it in the portal, or cancel it: az functionapp deployment slot swap --name {} --resource-group \
                     {} --slot {with} --action reset",
                    app.name, app.group
                ),
            ),
        })
    }
}

use super::{Check, Survey};
use crate::record::Finding;

/// The slot is there.
pub struct SlotExists;

impl Check for SlotExists {
    fn id(&self) -> &'static str {
        "slot-exists"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        // A plan without slots is another check's finding; this one would only repeat it.
        if survey.on_slot.is_none() && survey.plan.as_ref().is_ok_and(|plan| plan.slots() == 1) {
            return None;
        }
        let name = survey.slot.slot_name();
        if survey.on_slot.is_some() {
            return Some(Finding::fine(self.id(), format!("the slot `{name}` exists")));
        }
        let app = &survey.slot.app;
        let (there, mend) = match &survey.slots {
            Ok(slots) if slots.is_empty() => ("it has none".to_owned(), String::new()),
            Ok(slots) => (format!("there are: {}", slots.join(", ")), "set `slot` to one of these, or ".to_owned()),
            Err(_) => ("its slots could not be listed".to_owned(), String::new()),
        };
        Some(Finding::error(
            self.id(),
            format!("{} has no slot `{name}`; {there}", app.name),
            format!(
                "{mend}create it: az functionapp deployment slot create --name {} --resource-group {} --slot {name}",
                app.name, app.group
            ),
        ))
    }
}

use super::{Check, Survey};
use crate::record::Finding;

/// What is switched off in the slot does not become switched off in production: a `Disabled`
/// setting that is no slot setting travels with the content, and production's queue stands still
/// after a swap that looks perfect.
pub struct DisabledStays;

impl Check for DisabledStays {
    fn id(&self) -> &'static str {
        "disabled-stays-in-slot"
    }

    fn look(&self, survey: &Survey) -> Option<Finding> {
        let settings = survey.on_slot.as_ref()?.settings.as_ref().ok()?;
        let sticky = match &survey.sticky {
            Ok(sticky) => sticky,
            Err(error) => {
                return Some(Finding::warning(
                    self.id(),
                    format!("which settings stay with their slot could not be read ({error})"),
                    "give the identity Microsoft.Web/sites/config/Read",
                ));
            }
        };
        let production = survey.production_settings.as_ref().ok();
        let travelling: Vec<&str> = settings
            .names()
            .filter(|name| settings.is_disabling(name) && !sticky.is_sticky(name))
            .filter(|name| !production.is_some_and(|production| production.is_disabling(name)))
            .collect();
        let app = &survey.slot.app;
        Some(match travelling.is_empty() {
            true => Finding::fine(self.id(), "no function would be switched off in production by the swap"),
            false => Finding::error(
                self.id(),
                format!(
                    "the swap would carry {} to production and switch the function off there",
                    travelling.join(", ")
                ),
                format!(
                    "make it a slot setting: az functionapp config appsettings set --name {} --resource-group {} --slot {} \
                     --slot-settings {}",
                    app.name,
                    app.group,
                    survey.slot.slot_name(),
                    travelling.iter().map(|name| format!("{name}=true")).collect::<Vec<_>>().join(" ")
                ),
            ),
        })
    }
}
